package io.keelson.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * The name in a certificate, by which one tier knows the other. A certificate of the right
 * authority alone is not enough.
 */
public final class PeerName {

  /** The type of a dNSName in a subject alternative name (RFC 5280, section 4.2.1.6). */
  private static final int DNS_NAME = 2;

  private PeerName() {}

  /**
   * True when the certificate has exactly this DNS name among its subject alternative names;
   * wildcards do not count.
   */
  public static boolean isIn(X509Certificate certificate, String name) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null
          && names.stream()
              .anyMatch(entry -> entry.get(0).equals(DNS_NAME) && name.equals(entry.get(1)));
    } catch (CertificateParsingException malformed) {
      return false;
    }
  }
}
