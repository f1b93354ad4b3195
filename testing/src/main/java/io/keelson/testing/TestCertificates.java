package io.keelson.testing;

import io.keelson.trust.Identity;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/**
 * A certificate authority for one test.
 *
 * <pre>{@code
 * TestCertificates ours = TestCertificates.authority();
 * ours.certificateFor("keelson-agent").sign().writeTo(tlsDir);
 * ours.certificateFor("keelson-controller").expired().sign().sslContext();
 * TestCertificates.authority().certificateFor("keelson-controller").sign(); // a foreign one
 * }</pre>
 */
public final class TestCertificates {

  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestCertificates(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /** A new authority; no two have anything in common. */
  public static TestCertificates authority() {
    try {
      KeyPair keys = Keys.ec();
      X500Name name = new X500Name("CN=keelson-test-ca");
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now.minus(Duration.ofDays(30))),
              Date.from(now.plus(Duration.ofDays(30))),
              name,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new TestCertificates(keys, Keys.sign(builder, keys.getPrivate()));
    } catch (Exception e) {
      throw new IllegalStateException("cannot make a test authority", e);
    }
  }

  /** The authority of this key, wherever it was made. */
  public static TestCertificates of(PrivateKey key, X509Certificate certificate) {
    return new TestCertificates(new KeyPair(certificate.getPublicKey(), key), certificate);
  }

  /** Begins a certificate with these DNS names as subject alternative names; none is allowed. */
  public CertificateOrder certificateFor(String... dnsNames) {
    return new CertificateOrder(this, List.of(dnsNames));
  }

  /** Begins the certificate of the controller. */
  public CertificateOrder forController() {
    return certificateFor().uri(Identity.CONTROLLER);
  }

  /** Begins the certificate of a node's agent. */
  public CertificateOrder forAgent(String node) {
    return certificateFor().uri(Identity.AGENT + node);
  }

  /** The authority's own certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The authority's own certificate in PEM, as {@code ca.crt}. */
  public String pem() {
    return Keys.pem(certificate);
  }

  /** The authority's own key in PKCS#8. */
  public String keyPem() {
    return Keys.pkcs8(keys.getPrivate());
  }

  KeyPair keys() {
    return keys;
  }
}
