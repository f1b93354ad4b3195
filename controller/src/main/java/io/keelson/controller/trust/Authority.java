package io.keelson.controller.trust;

import io.keelson.trust.Credential;
import io.keelson.trust.Pem;
import io.keelson.trust.TrustBundle;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** An authority whose key we hold: its certificate allows it to sign, and the key fits. */
public record Authority(Credential credential) {

  /** The bit keyCertSign of a key usage (RFC 5280, section 4.2.1.3). */
  private static final int KEY_CERT_SIGN = 5;

  private static final Set<String> ALGORITHMS = Set.of("EC", "RSA");

  /**
   * Takes a pair.
   *
   * @throws GeneralSecurityException when it cannot be an authority, in words
   */
  public static Authority of(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    if (certificate.getBasicConstraints() < 0) {
      throw new GeneralSecurityException(
          "the certificate is no authority's: basicConstraints CA:TRUE is needed");
    }
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[KEY_CERT_SIGN]) {
      throw new GeneralSecurityException(
          "the certificate may not sign others: the key usage keyCertSign is needed");
    }
    if (!ALGORITHMS.contains(key.getAlgorithm())) {
      throw new GeneralSecurityException("the key is " + key.getAlgorithm() + ": use EC or RSA");
    }
    Credential credential = new Credential(key, List.of(certificate));
    credential.requireFit();
    return new Authority(credential);
  }

  /**
   * Reads a pair.
   *
   * @param certificate PEM; when there are several certificates, the first
   * @param key PEM: PKCS#8, PKCS#1 or SEC 1, not encrypted
   */
  public static Authority ofPem(String certificate, String key) throws GeneralSecurityException {
    return of(Pem.certificates(certificate).getFirst(), privateKey(key));
  }

  /** Reads what lies in a Secret of type kubernetes.io/tls. */
  static Authority ofSource(Map<String, String> data) throws GeneralSecurityException {
    String certificate = data.get("tls.crt");
    String key = data.get("tls.key");
    if (certificate == null || key == null) {
      throw new GeneralSecurityException(
          "it holds %s where tls.crt and tls.key are needed"
              .formatted(new TreeSet<>(data.keySet())));
    }
    return ofPem(certificate, key);
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        if (block instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (block instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
          throw new GeneralSecurityException(
              "the private key is encrypted: give it without a password (openssl pkey -in KEY -out PLAIN)");
        }
      }
    } catch (PEMException e) {
      // Its words could show a part of what was read.
      throw new GeneralSecurityException("the private key cannot be read");
    } catch (IOException | RuntimeException e) {
      throw new GeneralSecurityException("the private key is no PEM that can be read");
    }
    throw new GeneralSecurityException(
        "no private key: PEM with BEGIN PRIVATE KEY, EC PRIVATE KEY or RSA PRIVATE KEY is needed");
  }

  public X509Certificate certificate() {
    return credential.leaf();
  }

  PrivateKey key() {
    return credential.key();
  }

  /** Hex SHA-256 of the certificate. */
  public String fingerprint() {
    return TrustBundle.fingerprint(certificate());
  }

  public Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  /** True when the other is a renewal of this one, or this one of the other. */
  boolean sharesKeyWith(Authority other) {
    return certificate().getPublicKey().equals(other.certificate().getPublicKey());
  }

  /** True when both are the same certificate. */
  boolean isSameAs(Authority other) {
    return certificate().equals(other.certificate());
  }

  String certificatePem() {
    return TrustBundle.pem(certificate());
  }

  /** PKCS#8. */
  String keyPem() {
    return Pem.text("PRIVATE KEY", key().getEncoded());
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return certificate().getSubjectX500Principal().getName() + " " + fingerprint();
  }
}
