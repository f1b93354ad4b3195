package io.keelson.controller.agents;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed exchange means. */
final class Faults {

  private Faults() {}

  /** Whoever cannot prove to be an agent is a fault; whoever does not answer is offline. */
  static Reply reply(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLException) {
        return new Reply.Unusable("TLS: " + text(failure));
      }
    }
    return failure instanceof Exchange.TooLarge
        ? new Reply.Unusable(text(failure))
        : new Reply.Silence(text(failure));
  }

  private static String text(Throwable failure) {
    @Nullable String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
