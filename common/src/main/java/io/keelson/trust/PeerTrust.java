package io.keelson.trust;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes whom a bundle believes, while its authorities are valid. Who a peer is has to be asked
 * separately: names here are {@link Identity}s, not host names.
 */
public final class PeerTrust extends X509ExtendedTrustManager {

  private final TrustBundle bundle;
  private final X509ExtendedTrustManager paths;

  private PeerTrust(TrustBundle bundle, X509ExtendedTrustManager paths) {
    this.bundle = bundle;
    this.paths = paths;
  }

  public static PeerTrust of(TrustBundle bundle) throws GeneralSecurityException {
    return new PeerTrust(bundle, TlsMaterial.trustManager(bundle));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    paths.checkClientTrusted(chain, type);
    requireLivingIssuer(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    paths.checkClientTrusted(chain, type, socket);
    requireLivingIssuer(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    paths.checkClientTrusted(chain, type, engine);
    requireLivingIssuer(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    paths.checkServerTrusted(chain, type);
    requireLivingIssuer(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    paths.checkServerTrusted(chain, type, socket);
    requireLivingIssuer(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    paths.checkServerTrusted(chain, type, engine);
    requireLivingIssuer(chain);
  }

  /**
   * Java takes an authority that has expired for as good as ever: it is an anchor, not a part of
   * the path (RFC 5280, section 6.1). Ours sign leafs themselves, with nothing between.
   */
  private void requireLivingIssuer(X509Certificate[] chain) throws CertificateException {
    if (bundle.issuerOf(chain[0], Instant.now()).isEmpty()) {
      throw new CertificateException("signed by none of our authorities that is valid now");
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return paths.getAcceptedIssuers();
  }
}
