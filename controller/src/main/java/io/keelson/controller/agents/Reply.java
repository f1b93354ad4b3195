package io.keelson.controller.agents;

/** How an exchange ended. */
sealed interface Reply {

  /** With an answer. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once and never compared
  record Answer(int status, byte[] body) implements Reply {}

  /** Without one: nobody listens, or nobody answered in time. */
  record Silence(String why) implements Reply {}

  /** With one that cannot be trusted or taken. */
  record Unusable(String why) implements Reply {}
}
