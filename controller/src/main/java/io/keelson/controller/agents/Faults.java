package io.keelson.controller.agents;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed exchange means. */
final class Faults {

  private Faults() {}

  /** Whoever cannot prove to be an agent is a fault; whoever does not answer is offline. */
  static Reply reply(Throwable failure) {
    Throwable root = rootOf(failure);
    @Nullable String message = root.getMessage();
    String text = message == null ? root.getClass().getSimpleName() : message;
    if (isRefusal(failure) && !isSilence(root)) {
      return new Reply.Unusable("TLS: " + text);
    }
    return failure instanceof Exchange.TooLarge || failure instanceof Peers.AnotherPeer
        ? new Reply.Unusable(text)
        : new Reply.Silence(text);
  }

  /** The deepest cause is the one that says something. */
  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static boolean isRefusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException || cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** A handshake that nobody answers, or that ends with the connection, proves nothing. */
  private static boolean isSilence(Throwable root) {
    return root instanceof SslHandshakeTimeoutException
        || (root instanceof IOException && !(root instanceof SSLException));
  }
}
