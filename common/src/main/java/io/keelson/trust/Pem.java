package io.keelson.trust;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM of RFC 7468. */
public final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  /** AlgorithmIdentifier of rsaEncryption (RFC 8017, appendix A.1), in DER. */
  private static final byte[] RSA_ENCRYPTION = Der.hex("300d06092a864886f70d0101010500");

  /** The version of a PKCS#8 PrivateKeyInfo (RFC 5208), INTEGER 0 in DER. */
  private static final byte[] VERSION = {0x02, 0x01, 0x00};

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  /** One block with this label, such as {@code CERTIFICATE}. */
  public static String text(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(der), label);
  }

  /** All certificates in the text, in order; at least one. */
  public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      if (block.group(1).equals("CERTIFICATE")) {
        byte[] der = decoded(block.group(2));
        found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
    }
    if (found.isEmpty()) {
      throw new GeneralSecurityException("no certificate: a PEM block BEGIN CERTIFICATE is needed");
    }
    return found;
  }

  /**
   * The first private key in the text: PKCS#8, or RSA in PKCS#1 as cert-manager and older OpenSSL
   * write it.
   */
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      byte[] der = decoded(block.group(2));
      if (block.group(1).equals("PRIVATE KEY")) {
        return pkcs8(der);
      }
      if (block.group(1).equals("RSA PRIVATE KEY")) {
        return pkcs8(pkcs1InPkcs8(der));
      }
    }
    throw new GeneralSecurityException(
        "no private key: a PEM block BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY is needed");
  }

  private static byte[] decoded(String base64) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("a PEM block is not whole: " + e.getMessage(), e);
    }
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException another) {
        // The algorithm is inside the DER: the next factory may know it.
        continue;
      }
    }
    throw new GeneralSecurityException("the private key is none of " + KEY_ALGORITHMS);
  }

  private static byte[] pkcs1InPkcs8(byte[] pkcs1) {
    return Der.sequence(VERSION, RSA_ENCRYPTION, Der.value(Der.OCTET_STRING, pkcs1));
  }
}
