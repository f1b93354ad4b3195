package io.keelson.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/** What a certificate shall be like; {@link #sign} makes it. Not for several threads. */
public final class CertificateOrder {

  private final TestCertificates authority;
  private final List<GeneralName> names = new ArrayList<>();
  private String subject;
  private boolean rsa;
  private List<KeyPurposeId> purposes =
      List.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth);
  private Instant notBefore = Instant.now().minus(Duration.ofHours(1));
  private Instant notAfter = Instant.now().plus(Duration.ofDays(1));

  CertificateOrder(TestCertificates authority, List<String> dnsNames) {
    this.authority = authority;
    this.subject = dnsNames.isEmpty() ? "CN=nobody" : "CN=" + dnsNames.getFirst();
    dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
  }

  /** Adds an IP address to the subject alternative names. */
  public CertificateOrder ip(String address) {
    names.add(new GeneralName(GeneralName.iPAddress, address));
    return this;
  }

  /** Adds a URI to the subject alternative names. */
  public CertificateOrder uri(String uri) {
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
    return this;
  }

  /** The subject, such as {@code O=system:masters,CN=admin}; else the first DNS name. */
  public CertificateOrder subject(String x500) {
    this.subject = x500;
    return this;
  }

  /** An RSA key, as Helm's genSignedCert makes it; else EC P-256, which is quicker to make. */
  public CertificateOrder rsa() {
    this.rsa = true;
    return this;
  }

  /**
   * Only for these purposes, else for clients and servers; for none, it names no purpose at all.
   */
  public CertificateOrder only(KeyPurposeId... forThese) {
    this.purposes = List.of(forThese);
    return this;
  }

  /** No longer valid since an hour ago. */
  public CertificateOrder expired() {
    return valid(Instant.now().minus(Duration.ofDays(2)), Instant.now().minus(Duration.ofHours(1)));
  }

  /** Valid from tomorrow on. */
  public CertificateOrder notYetValid() {
    return valid(Instant.now().plus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(2)));
  }

  public CertificateOrder valid(Instant from, Instant until) {
    this.notBefore = from;
    this.notAfter = until;
    return this;
  }

  public TestCertificate sign() {
    try {
      KeyPair keys = rsa ? Keys.rsa() : Keys.ec();
      return new TestCertificate(keys, signFor(keys.getPublic()), authority.certificate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a key", e);
    }
  }

  /** The certificate of a key that somebody else has. */
  public X509Certificate signFor(PublicKey key) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new JcaX509CertificateHolder(authority.certificate()).getSubject(),
              new BigInteger(64, new SecureRandom()),
              Date.from(notBefore),
              Date.from(notAfter),
              new X500Name(subject),
              key);
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      if (!purposes.isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
      }
      return Keys.sign(builder, authority.keys().getPrivate());
    } catch (Exception e) {
      throw new IllegalStateException("cannot make a test certificate", e);
    }
  }
}
