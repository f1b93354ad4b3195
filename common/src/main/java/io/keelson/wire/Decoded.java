package io.keelson.wire;

import io.keelson.problem.Problem;

/** What came out of reading JSON. */
public sealed interface Decoded<T> {

  /** It was as it must be. */
  record Value<T>(T value) implements Decoded<T> {}

  /** It was not; the problem's field says where and never repeats a value. */
  record Malformed<T>(Problem problem) implements Decoded<T> {}
}
