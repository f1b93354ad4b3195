package io.keelson.console.kube;

import io.keelson.trust.Pem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that believes the authorities in a file, and is made anew when that changes. May be used
 * by many threads.
 */
public final class Authorities {

  private static final Logger LOG = LoggerFactory.getLogger(Authorities.class);
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final Path file;
  private HttpClient client;
  private FileTime seen;
  private long looked = System.nanoTime();

  private Authorities(Path file, HttpClient client, FileTime seen) {
    this.file = file;
    this.client = client;
    this.seen = seen;
  }

  /**
   * Reads the file for the first time.
   *
   * @throws IOException when it cannot be read or holds no certificate
   */
  public static Authorities in(Path file) throws IOException {
    FileTime seen = Files.getLastModifiedTime(file);
    return new Authorities(file, clientOf(file), seen);
  }

  synchronized HttpClient client() {
    if (System.nanoTime() - looked > LOOK.toNanos()) {
      looked = System.nanoTime();
      HttpClient fresh = changed();
      client = fresh == null ? client : fresh;
    }
    return client;
  }

  private @Nullable HttpClient changed() {
    try {
      FileTime now = Files.getLastModifiedTime(file);
      if (now.equals(seen)) {
        return null;
      }
      HttpClient fresh = clientOf(file);
      seen = now;
      return fresh;
    } catch (IOException e) {
      LOG.warn("keeping the authorities of before: {}: {}", file, e.getMessage());
      return null;
    }
  }

  private static HttpClient clientOf(Path file) throws IOException {
    try {
      return HttpClient.newBuilder()
          // One connection of HTTP/2 would carry all watches of all users, and servers allow some
          // hundred streams in one: with 1.1 each watch has its own and is cut by itself.
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(KubeHttp.CONNECT)
          .sslContext(context(Pem.certificates(Files.readString(file))))
          .build();
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static SSLContext context(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      believed.setCertificateEntry("authority" + i, authorities.get(i));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(believed);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
