package io.keelson.controller.converge;

import io.keelson.controller.status.Outcome;

/** How far one node is with giving back what it held for a MyKind that leaves. */
sealed interface Parting {

  /** It holds and held nothing. */
  record Unconcerned() implements Parting {}

  /** It is being asked, or must be asked yet. */
  record Pending() implements Parting {}

  /** It answered, or cannot be asked. */
  record Told(Outcome outcome) implements Parting {}
}
