package io.keelson.trust;

import io.keelson.setting.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of the authorities that are believed, and nobody else.
 *
 * @param authorities at least one; the same whatever order they come in
 */
public record TrustBundle(List<X509Certificate> authorities) {

  public TrustBundle {
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("a trust bundle needs at least one authority");
    }
    authorities =
        authorities.stream()
            .distinct()
            .sorted(Comparator.comparing(TrustBundle::fingerprint))
            .toList();
  }

  /**
   * Reads it from PEM.
   *
   * @throws GeneralSecurityException when it holds no certificate, or one that is no authority
   */
  public static TrustBundle ofPem(String pem) throws GeneralSecurityException {
    List<X509Certificate> read = Pem.certificates(pem);
    for (X509Certificate certificate : read) {
      if (certificate.getBasicConstraints() < 0) {
        throw new GeneralSecurityException(
            "the certificate of "
                + certificate.getSubjectX500Principal().getName()
                + " is no authority's: basicConstraints CA:TRUE is needed");
      }
    }
    return new TrustBundle(read);
  }

  /** All of them in PEM. */
  public String pem() {
    StringBuilder text = new StringBuilder();
    authorities.forEach(one -> text.append(pem(one)));
    return text.toString();
  }

  /** Hex SHA-256 that is the same for the same authorities, in whatever order they were given. */
  public String digest() {
    StringBuilder all = new StringBuilder();
    authorities.forEach(one -> all.append(fingerprint(one)));
    return Sha256.hex(all.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** The authority here that signed a certificate and is valid at that time. */
  public Optional<X509Certificate> issuerOf(X509Certificate certificate, Instant now) {
    return authorities.stream()
        .filter(one -> one.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .filter(one -> isValid(one, now) && hasSigned(one, certificate))
        .findFirst();
  }

  private static boolean hasSigned(X509Certificate authority, X509Certificate certificate) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  /** Hex SHA-256 of a certificate in DER. */
  public static String fingerprint(X509Certificate certificate) {
    return Sha256.hex(der(certificate));
  }

  /** A certificate in PEM. */
  public static String pem(X509Certificate certificate) {
    return Pem.text("CERTIFICATE", der(certificate));
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
