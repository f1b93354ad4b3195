package io.keelson.trust;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes whom a bundle believes, while its authorities are valid. Who a peer is has to be asked
 * separately: names here are {@link Identity}s, not host names.
 */
public final class PeerTrust extends X509ExtendedTrustManager {

  /** id-kp-clientAuth and id-kp-serverAuth (RFC 5280, section 4.2.1.12). */
  private static final String CLIENTS = "1.3.6.1.5.5.7.3.2";

  private static final String SERVERS = "1.3.6.1.5.5.7.3.1";

  /** A bundle, and what checks paths to its authorities. */
  record Believed(TrustBundle bundle, X509ExtendedTrustManager paths) {

    static Believed of(TrustBundle bundle) throws GeneralSecurityException {
      return new Believed(bundle, TlsMaterial.trustManager(bundle));
    }

    /**
     * Java takes a certificate that names no purpose for good for all of them; ours name theirs.
     * And Java takes an authority that has expired for as good as ever: it is an anchor, not a part
     * of the path (RFC 5280, section 6.1). Ours sign leafs themselves, with nothing between.
     */
    private void require(X509Certificate[] chain, String purpose) throws CertificateException {
      List<String> purposes = chain[0].getExtendedKeyUsage();
      if (purposes == null || !purposes.contains(purpose)) {
        throw new CertificateException("not made for " + purpose);
      }
      if (bundle.issuerOf(chain[0], Instant.now()).isEmpty()) {
        throw new CertificateException("signed by none of our authorities that is valid now");
      }
    }
  }

  private final Supplier<Believed> now;

  /** Asks anew whom to believe in each handshake. */
  PeerTrust(Supplier<Believed> now) {
    this.now = now;
  }

  /** Believes this bundle and never another. */
  public static PeerTrust of(TrustBundle bundle) throws GeneralSecurityException {
    Believed fixed = Believed.of(bundle);
    return new PeerTrust(() -> fixed);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    Believed believed = now.get();
    believed.paths.checkClientTrusted(chain, type);
    believed.require(chain, CLIENTS);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    Believed believed = now.get();
    believed.paths.checkClientTrusted(chain, type, socket);
    believed.require(chain, CLIENTS);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    Believed believed = now.get();
    believed.paths.checkClientTrusted(chain, type, engine);
    believed.require(chain, CLIENTS);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    Believed believed = now.get();
    believed.paths.checkServerTrusted(chain, type);
    believed.require(chain, SERVERS);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    Believed believed = now.get();
    believed.paths.checkServerTrusted(chain, type, socket);
    believed.require(chain, SERVERS);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    Believed believed = now.get();
    believed.paths.checkServerTrusted(chain, type, engine);
    believed.require(chain, SERVERS);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return now.get().paths.getAcceptedIssuers();
  }
}
