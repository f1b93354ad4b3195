package io.keelson.controller.enrol;

/**
 * Why somebody gets no certificate.
 *
 * @param status of HTTP
 * @param code one of {@link io.keelson.problem.ProblemCode}
 * @param message for the one who asked: nothing that a stranger could use
 * @param detail for the log only; empty when there is no more to say
 */
record Refusal(int status, String code, String message, String detail) {

  Refusal(int status, String code, String message) {
    this(status, code, message, "");
  }
}
