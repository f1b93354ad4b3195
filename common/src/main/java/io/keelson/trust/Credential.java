package io.keelson.trust;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key with the certificate that names its holder.
 *
 * @param chain the certificate of the key first, then those that lead to an authority; at least one
 */
public record Credential(PrivateKey key, List<X509Certificate> chain) {

  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA");

  public Credential {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a credential needs a certificate");
    }
  }

  /** The certificate of the key. */
  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /** Who it is for. */
  public Optional<Identity> identity() {
    return Identity.of(leaf());
  }

  /**
   * Proves that the key is the certificate's: what it signs, the certificate verifies.
   *
   * @throws GeneralSecurityException when it is not, in words
   */
  public void requireFit() throws GeneralSecurityException {
    String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm());
    byte[] probe = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    if (leaf().getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(leaf().getPublicKey());
      signature.update(probe);
      if (signature.verify(signed)) {
        return;
      }
    }
    throw new GeneralSecurityException("the private key is not that of the certificate");
  }

  /** Says whose it is and never shows the key. */
  @Override
  public String toString() {
    return "credential of " + identity().map(Identity::uri).orElse("nobody we know");
  }
}
