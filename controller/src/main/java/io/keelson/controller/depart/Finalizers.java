package io.keelson.controller.depart;

import io.keelson.wire.Owner;
import java.util.concurrent.CompletionStage;

/**
 * Our finalizer on a MyKind: while it is there, the MyKind is deleted only when we say so. Stages
 * never fail. For any thread.
 */
public interface Finalizers {

  String NAME = "keelson.io/revert";

  /** Puts it on; success when it is there already. */
  CompletionStage<Put> put(Owner owner);

  /** Takes it off; success when it is not there, or the MyKind is not. */
  CompletionStage<Put> take(Owner owner);

  /** How that ended. */
  sealed interface Put {

    /** It is as it should be. */
    record Done() implements Put {}

    /** There is no such MyKind any more, or it is being deleted: nothing may be put on it. */
    record Gone() implements Put {}

    /** Trying again may help. */
    record Failed(String why) implements Put {}
  }
}
