package io.keelson.trust;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS material that can be replaced while connections live: each handshake takes the newest, and
 * {@link #identify} judges a peer of a connection that was made earlier by the newest too. For any
 * thread.
 */
public final class ReloadableTls {

  /** As many as the largest cluster has nodes, and a bit more. */
  private static final int MOST_REMEMBERED = 16_384;

  /** One material with all that is derived from it. */
  private record State(
      TlsMaterial material,
      X509ExtendedKeyManager keys,
      PeerTrust.Believed believed,
      Map<X509Certificate, X509Certificate> issuers) {

    static State of(TlsMaterial material) throws GeneralSecurityException {
      return new State(
          material,
          material.keyManager(),
          PeerTrust.Believed.of(material.trust()),
          new ConcurrentHashMap<>());
    }
  }

  private volatile State state;

  public ReloadableTls(TlsMaterial first) throws GeneralSecurityException {
    this.state = State.of(first);
  }

  public TlsMaterial current() {
    return state.material;
  }

  /**
   * Takes other material, for every handshake from now on.
   *
   * @throws GeneralSecurityException when it cannot be used; what there was is kept
   */
  public void replace(TlsMaterial next, Instant now) throws GeneralSecurityException {
    next.requireUsable(now);
    state = State.of(next);
  }

  /**
   * Believes others from now on, whatever becomes of our own certificate: who is no longer to be
   * believed must not be, even if we have to ask for a new one first.
   */
  public void believe(TrustBundle trust) throws GeneralSecurityException {
    state = State.of(new TlsMaterial(state.material.own(), trust));
  }

  /**
   * Who a peer is, judged now: empty when its certificate is of no authority that is believed, is
   * not valid at this time, or names nobody we know. A connection may be older than what is
   * believed, so this is asked for each request.
   */
  public Optional<Identity> identify(X509Certificate leaf, Instant now) {
    State judged = state;
    if (!TrustBundle.isValid(leaf, now)) {
      return Optional.empty();
    }
    X509Certificate known = judged.issuers.get(leaf);
    if (known == null || !TrustBundle.isValid(known, now)) {
      Optional<X509Certificate> issuer = judged.material.trust().issuerOf(leaf, now);
      if (issuer.isEmpty()) {
        return Optional.empty();
      }
      if (judged.issuers.size() >= MOST_REMEMBERED) {
        judged.issuers.clear();
      }
      judged.issuers.put(leaf, issuer.get());
    }
    return Identity.of(leaf);
  }

  /** A context for TLS 1.3 that follows every replacement. */
  public SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(
        new KeyManager[] {keyManager()}, new TrustManager[] {trustManager()}, new SecureRandom());
    return context;
  }

  /** Presents the newest certificate. */
  public X509ExtendedKeyManager keyManager() {
    return new Keys();
  }

  /** Believes the newest authorities, while they are valid. */
  public X509ExtendedTrustManager trustManager() {
    return new PeerTrust(() -> state.believed);
  }

  private final class Keys extends X509ExtendedKeyManager {

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return state.keys.getClientAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return state.keys.chooseClientAlias(type, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return state.keys.chooseEngineClientAlias(type, issuers, engine);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return state.keys.getServerAliases(type, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return state.keys.chooseServerAlias(type, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return state.keys.chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return state.keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return state.keys.getPrivateKey(alias);
    }
  }
}
