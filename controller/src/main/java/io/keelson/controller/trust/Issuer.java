package io.keelson.controller.trust;

import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Credential;
import io.keelson.trust.Identity;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates (RFC 5280). For any thread. */
public final class Issuer {

  /** A clock that is this far behind ours still takes what we sign for valid. */
  static final Duration BACKDATED = Duration.ofHours(2);

  private static final int SERIAL_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Issuer() {}

  /** A new authority with a new key; no two have the same name. */
  public static Authority newAuthority(Instant now, Duration life) throws GeneralSecurityException {
    byte[] id = new byte[4];
    RANDOM.nextBytes(id);
    X500Name name = new X500Name("CN=keelson-ca " + HexFormat.of().formatHex(id));
    return selfSigned(name, CertificateRequest.newKey(), now, life);
  }

  /** The same authority, name and key, with a certificate that lives longer. */
  public static Authority renewed(Authority authority, Instant now, Duration life)
      throws GeneralSecurityException {
    X500Name name =
        X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
    KeyPair keys = new KeyPair(authority.certificate().getPublicKey(), authority.key());
    return selfSigned(name, keys, now, life);
  }

  private static Authority selfSigned(X500Name name, KeyPair keys, Instant now, Duration life)
      throws GeneralSecurityException {
    JcaX509v3CertificateBuilder builder =
        builder(name, name, keys.getPublic(), now, now.plus(life));
    try {
      builder
          // No authority below it: it signs leafs only.
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    } catch (CertIOException e) {
      throw new GeneralSecurityException(e);
    }
    X509Certificate certificate = signed(builder, new Signer(keys));
    return Authority.of(certificate, keys.getPrivate());
  }

  /** A new key and its certificate. */
  static Credential credential(Authority authority, Identity whom, Instant now, Duration life)
      throws GeneralSecurityException {
    KeyPair keys = CertificateRequest.newKey();
    X509Certificate leaf = leaf(authority, keys.getPublic(), whom, now, life);
    return new Credential(keys.getPrivate(), List.of(leaf));
  }

  /**
   * A certificate for a key.
   *
   * @param life how long it lives, unless the authority itself ends earlier
   * @throws GeneralSecurityException when the authority has ended
   */
  static X509Certificate leaf(
      Authority authority, PublicKey key, Identity whom, Instant now, Duration life)
      throws GeneralSecurityException {
    if (!now.isBefore(authority.notAfter())) {
      throw new GeneralSecurityException("the authority has ended on " + authority.notAfter());
    }
    Instant end = now.plus(life);
    JcaX509v3CertificateBuilder builder =
        builder(
            X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded()),
            subject(whom),
            key,
            now,
            end.isBefore(authority.notAfter()) ? end : authority.notAfter());
    try {
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, false, purposes(whom))
          .addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, whom.uri())));
      addAuthorityKey(builder, authority.certificate());
    } catch (CertIOException e) {
      throw new GeneralSecurityException(e);
    }
    return signed(builder, new Signer(authority));
  }

  private static X500Name subject(Identity whom) {
    return switch (whom) {
      case Identity.Controller controller -> new X500Name("CN=keelson-controller");
      case Identity.Agent agent -> new X500Name("CN=keelson-agent");
    };
  }

  /** An agent is never a client: a certificate stolen from a node opens no connection anywhere. */
  private static ExtendedKeyUsage purposes(Identity whom) {
    return switch (whom) {
      case Identity.Controller controller ->
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth});
      case Identity.Agent agent -> new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth);
    };
  }

  /**
   * As it stands in the authority: Java looks for exactly that. Never by name and serial number.
   */
  private static void addAuthorityKey(
      JcaX509v3CertificateBuilder builder, X509Certificate authority) throws CertIOException {
    byte[] wrapped = authority.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    if (wrapped != null) {
      byte[] id =
          SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(wrapped).getOctets())
              .getKeyIdentifier();
      builder.addExtension(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(id));
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant end) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1),
        Date.from(now.minus(BACKDATED)),
        Date.from(end),
        subject,
        key);
  }

  private record Signer(java.security.PrivateKey key, String algorithm) {

    Signer(KeyPair keys) {
      this(
          keys.getPrivate(),
          "SHA256with" + ("EC".equals(keys.getPrivate().getAlgorithm()) ? "ECDSA" : "RSA"));
    }

    Signer(Authority authority) {
      this(new KeyPair(authority.certificate().getPublicKey(), authority.key()));
    }
  }

  private static X509Certificate signed(JcaX509v3CertificateBuilder builder, Signer by)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(by.algorithm).build(by.key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }
}
