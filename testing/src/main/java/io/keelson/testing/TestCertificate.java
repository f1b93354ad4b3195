package io.keelson.testing;

import io.keelson.trust.ReloadableTls;
import io.keelson.trust.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A certificate with its key, and the authority that its holder believes.
 *
 * @param believes the certificate that goes into {@code ca.crt}
 */
public record TestCertificate(KeyPair keys, X509Certificate certificate, X509Certificate believes) {

  /** The same certificate in the hands of somebody who believes another authority. */
  public TestCertificate believing(TestCertificates other) {
    return new TestCertificate(keys, certificate, other.certificate());
  }

  /**
   * Writes {@code tls.crt}, {@code tls.key} (PKCS#8) and {@code ca.crt}, replacing what is there.
   *
   * @return the directory
   */
  public Path writeTo(Path directory) {
    return write(directory, Keys.pkcs8(keys.getPrivate()));
  }

  /** As {@link #writeTo}, with the key in PKCS#1 as in a Secret that Helm made. */
  public Path writeAsHelmTo(Path directory) {
    return write(directory, Keys.pem(keys.getPrivate()));
  }

  public TlsMaterial tls() {
    return TlsMaterial.of(keys.getPrivate(), List.of(certificate), List.of(believes));
  }

  /** What a server or a client of ours can be given. */
  public ReloadableTls reloadable() {
    try {
      return new ReloadableTls(tls());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A context for TLS 1.3 that presents this certificate. */
  public SSLContext sslContext() {
    try {
      return tls().context();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String certificatePem() {
    return Keys.pem(certificate);
  }

  /** PKCS#8. */
  public String keyPem() {
    return Keys.pkcs8(keys.getPrivate());
  }

  private Path write(Path directory, String key) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("tls.crt"), certificatePem());
      Files.writeString(directory.resolve("tls.key"), key);
      Files.writeString(directory.resolve("ca.crt"), Keys.pem(believes));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
