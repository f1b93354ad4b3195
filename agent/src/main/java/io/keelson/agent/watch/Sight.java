package io.keelson.agent.watch;

/** What a look at a key that is held found. */
sealed interface Sight {

  /** It is as it should be. */
  record Fine() implements Sight {}

  /** It is not. */
  record Differs() implements Sight {}

  /**
   * It cannot be compared, and nothing can be set there.
   *
   * @param gone true: the kernel has no such key any more, and nobody changed its value
   */
  record Unfit(String why, boolean gone) implements Sight {}
}
