package io.keelson.trust;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Who we are and whom we believe. */
public record TlsMaterial(Credential own, TrustBundle trust) {

  private static final char[] NO_PASSWORD = new char[0];

  /** Makes it of parts; the chain begins with the certificate of the key. */
  public static TlsMaterial of(
      PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {
    return new TlsMaterial(new Credential(key, chain), new TrustBundle(authorities));
  }

  /**
   * Proves that it can be used: the key fits, the certificate is valid and of an authority that is
   * believed here.
   *
   * @throws GeneralSecurityException when not, in words
   */
  public void requireUsable(Instant now) throws GeneralSecurityException {
    own.requireFit();
    if (!TrustBundle.isValid(own.leaf(), now)) {
      throw new GeneralSecurityException(
          "the certificate is valid from %s to %s only"
              .formatted(
                  own.leaf().getNotBefore().toInstant(), own.leaf().getNotAfter().toInstant()));
    }
    if (trust.issuerOf(own.leaf(), now).isEmpty()) {
      throw new GeneralSecurityException(
          "the certificate is of none of the authorities that are believed");
    }
  }

  X509ExtendedKeyManager keyManager() throws GeneralSecurityException {
    KeyStore ours = empty();
    ours.setKeyEntry("own", own.key(), NO_PASSWORD, own.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(ours, NO_PASSWORD);
    return (X509ExtendedKeyManager) keys.getKeyManagers()[0];
  }

  static X509ExtendedTrustManager trustManager(TrustBundle trust) throws GeneralSecurityException {
    KeyStore believed = empty();
    for (int i = 0; i < trust.authorities().size(); i++) {
      believed.setCertificateEntry("authority" + i, trust.authorities().get(i));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(believed);
    return (X509ExtendedTrustManager) managers.getTrustManagers()[0];
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, NO_PASSWORD);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return store;
  }

  /** A context for TLS 1.3 with this material, for as long as it lives. */
  public SSLContext context() throws GeneralSecurityException {
    return new ReloadableTls(this).context();
  }
}
