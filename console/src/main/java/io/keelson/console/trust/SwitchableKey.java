package io.keelson.console.trust;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows the newest certificate at each handshake. May be used by many threads. */
final class SwitchableKey extends X509ExtendedKeyManager {

  private static final String[] NONE = {};

  /** What is chosen at a handshake is asked for by its name afterwards: it must stay the same. */
  private volatile ServerKey present;

  private volatile ServerKey before;

  SwitchableKey(ServerKey first) {
    present = first;
    before = first;
  }

  void use(ServerKey fresh) {
    if (!fresh.chain().getFirst().equals(present.chain().getFirst())) {
      before = present;
      present = fresh;
    }
  }

  private static String nameOf(ServerKey key) {
    return key.chain().getFirst().getSerialNumber().toString(16);
  }

  private ServerKey named(String alias) {
    ServerKey old = before;
    return nameOf(old).equals(alias) ? old : present;
  }

  private @Nullable String chosen(String type) {
    ServerKey key = present;
    return key.key().getAlgorithm().equals(type) ? nameOf(key) : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chosen(type);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chosen(type);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).key();
  }

  @Override
  public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
    String name = chosen(type);
    return name == null ? NONE : new String[] {name};
  }

  @Override
  public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
    return NONE;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
