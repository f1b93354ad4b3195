package io.keelson.agent.http;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Why a handshake came to nothing, told by what Java's TLS throws. */
enum HandshakeFailure {
  /** The client showed none. */
  NO_CERTIFICATE,

  /** Expired, or not valid yet. */
  OUT_OF_DATE,

  /** Of an authority that is not believed, or not meant for clients. */
  CERTIFICATE,

  /** Another version of TLS, or no cipher in common. */
  PROTOCOL,

  /** The first bytes are not TLS at all, such as plain HTTP. */
  NOT_TLS,

  /** The client left, or refused us. */
  LEFT,

  OTHER;

  private static final int DEEPEST = 16;

  static HandshakeFailure of(Throwable failure) {
    List<Throwable> causes =
        Stream.iterate(failure, one -> one != null, Throwable::getCause).limit(DEEPEST).toList();
    if (causes.stream().anyMatch(HandshakeFailure::isAboutTime)) {
      return OUT_OF_DATE;
    }
    if (causes.stream().anyMatch(CertificateException.class::isInstance)) {
      return CERTIFICATE;
    }
    return causes.stream()
        .map(one -> ofMessage(one.toString()))
        .filter(reason -> reason != OTHER)
        .findFirst()
        .orElse(OTHER);
  }

  private static boolean isAboutTime(Throwable cause) {
    return cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException;
  }

  /** Java has one class for all of these, and messages that are never translated. */
  private static HandshakeFailure ofMessage(String message) {
    if (message.contains("Empty client certificate chain")) {
      return NO_CERTIFICATE;
    }
    if (message.contains("nrecognized SSL message") || message.contains("SSLv2Hello")) {
      return NOT_TLS;
    }
    if (message.contains("protocol version") || message.contains("cipher suites in common")) {
      return PROTOCOL;
    }
    return Stream.of("Received fatal alert", "closed", "Closed", "EofException")
            .anyMatch(message::contains)
        ? LEFT
        : OTHER;
  }

  /** As in the metric. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
