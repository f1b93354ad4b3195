package io.keelson.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who we are and whom we believe: a key with its certificate chain, and the certificates of
 * authorities.
 *
 * @param keys key managers with our one key
 * @param trust trust managers that believe the authorities and nobody else
 */
public record TlsMaterial(KeyManagerFactory keys, TrustManagerFactory trust) {

  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Reads {@code tls.crt} (chain, leaf first), {@code tls.key} (PKCS#8 or PKCS#1) and {@code
   * ca.crt} from a directory, as a mounted Secret of type kubernetes.io/tls has them.
   *
   * @throws IOException when a file cannot be read
   * @throws GeneralSecurityException when a file holds something else, or the key is not the
   *     certificate's
   */
  public static TlsMaterial read(Path directory) throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = Pem.certificates(Files.readString(directory.resolve("tls.crt")));
    PrivateKey key = Pem.privateKey(Files.readString(directory.resolve("tls.key")));
    List<X509Certificate> authorities =
        Pem.certificates(Files.readString(directory.resolve("ca.crt")));
    return of(key, chain, authorities);
  }

  /** Makes it of parts; the chain begins with the certificate of the key. */
  public static TlsMaterial of(
      PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore ours = KeyStore.getInstance("PKCS12");
    ours.load(null, NO_PASSWORD);
    ours.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyStore believed = KeyStore.getInstance("PKCS12");
    believed.load(null, NO_PASSWORD);
    for (int i = 0; i < authorities.size(); i++) {
      believed.setCertificateEntry("authority" + i, authorities.get(i));
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(ours, NO_PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(believed);
    return new TlsMaterial(keys, trust);
  }

  /** A context for TLS 1.3 with this material. */
  public SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
    return context;
  }
}
