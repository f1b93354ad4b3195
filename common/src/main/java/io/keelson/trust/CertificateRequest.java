package io.keelson.trust;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/**
 * A request for a certificate (PKCS#10, RFC 2986) that says nothing but "this is my public key, and
 * I have the private one". Written here because the JDK has no public way, and the library that has
 * one would weigh a tenth of the agent's image.
 */
public final class CertificateRequest {

  /** INTEGER 0: the version. */
  private static final byte[] VERSION = Der.hex("020100");

  /** A Name without parts, and no attributes ([0] IMPLICIT SET). */
  private static final byte[] NOBODY = Der.hex("3000");

  private static final byte[] NO_ATTRIBUTES = Der.hex("a000");

  /** AlgorithmIdentifier of ecdsa-with-SHA256 (RFC 5758, section 3.2). */
  private static final byte[] ECDSA_SHA256 = Der.hex("300a06082a8648ce3d040302");

  private CertificateRequest() {}

  /** A new key on P-256, kept nowhere but in memory. */
  public static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** The request in PEM, signed with the key. */
  public static String pem(KeyPair key) throws GeneralSecurityException {
    byte[] info = Der.sequence(VERSION, NOBODY, key.getPublic().getEncoded(), NO_ATTRIBUTES);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(info);
    byte[] request = Der.sequence(info, ECDSA_SHA256, bits(signature.sign()));
    return Pem.text("CERTIFICATE REQUEST", request);
  }

  private static byte[] bits(byte[] signature) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(0); // no unused bits
    content.writeBytes(signature);
    return Der.value(Der.BIT_STRING, content.toByteArray());
  }
}
