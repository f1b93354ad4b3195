package io.keelson.console.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.console.kube.Installed;
import io.keelson.console.kube.OwnSecret;
import io.keelson.testing.TestCertificates;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What browsers are shown, by handshakes. */
@ExtendWith(ApiServerExtension.class)
final class ServerCertificateIT {

  private static final List<String> NAMES =
      List.of("localhost", "127.0.0.1", "::1", "console.example");

  private final ApiServer api;
  @TempDir Path account;
  @TempDir Path folder;
  private Installed installed;
  private OwnSecret secret;
  private Instant now = Instant.now();

  ServerCertificateIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void install() throws Exception {
    installed = Installed.in(api, account);
    secret = installed.secret();
    secret.update(data -> new HashMap<>());
  }

  @Test
  void isMadeForItsNamesAndUsedAgain() throws Exception {
    X509Certificate made;
    try (ServerCertificate first = ServerCertificate.inSecret(secret, NAMES, () -> now)) {
      made = shown(first, "TLSv1.3");
      assertThat(shown(first, "TLSv1.2")).isEqualTo(made);
    }
    assertThat(made.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(made.getSubjectAlternativeNames().stream().map(name -> name.get(1).toString()))
        .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "console.example");
    try (ServerCertificate again = ServerCertificate.inSecret(secret, NAMES, () -> now)) {
      assertThat(shown(again, "TLSv1.3")).isEqualTo(made);
    }
  }

  @Test
  void isMadeAnewForANameMore() throws Exception {
    try (ServerCertificate few =
            ServerCertificate.inSecret(secret, List.of("old.example"), () -> now);
        ServerCertificate more = ServerCertificate.inSecret(secret, NAMES, () -> now)) {
      X509Certificate fresh = shown(more, "TLSv1.3");
      assertThat(shown(few, "TLSv1.3")).isNotEqualTo(fresh);

      // The older replica takes the newer one's, not the other way round.
      few.look();
      more.look();
      assertThat(shown(few, "TLSv1.3")).isEqualTo(fresh);
      assertThat(shown(more, "TLSv1.3")).isEqualTo(fresh);
    }
  }

  @Test
  void replicasThatStartTogetherAgree() throws Exception {
    List<Callable<ServerCertificate>> two =
        List.of(
            () -> ServerCertificate.inSecret(installed.secret(), NAMES, () -> now),
            () -> ServerCertificate.inSecret(installed.secret(), NAMES, () -> now));
    try (var threads = Executors.newFixedThreadPool(2)) {
      var started = threads.invokeAll(two);
      try (ServerCertificate one = started.get(0).get();
          ServerCertificate other = started.get(1).get()) {
        assertThat(shown(one, "TLSv1.3")).isEqualTo(shown(other, "TLSv1.3"));
      }
    }
  }

  @Test
  void isRenewedWhileItRunsAndTheOtherReplicaTakesItUp() throws Exception {
    try (ServerCertificate one = ServerCertificate.inSecret(secret, NAMES, () -> now);
        ServerCertificate other = ServerCertificate.inSecret(secret, NAMES, () -> now)) {
      X509Certificate before = shown(one, "TLSv1.3");
      now = now.plus(Duration.ofDays(59));
      one.look();
      assertThat(shown(one, "TLSv1.3")).isEqualTo(before);

      now = now.plus(Duration.ofDays(2));
      one.look();
      X509Certificate after = shown(one, "TLSv1.3");
      assertThat(after).isNotEqualTo(before);
      assertThat(shown(other, "TLSv1.3")).isEqualTo(before);
      other.look();
      assertThat(shown(other, "TLSv1.3")).isEqualTo(after);
    }
  }

  @Test
  void isMadeAnewInPlaceOfRubbishAndOfHalves() throws Exception {
    var other = TestCertificates.authority().certificateFor("localhost").sign();
    List<Map<String, String>> rubbish =
        List.of(
            Map.of("tls.crt", "rubbish", "tls.key", "rubbish"),
            Map.of("tls.crt", other.certificatePem()),
            Map.of(
                "tls.crt",
                other.certificatePem(),
                "tls.key",
                TestCertificates.authority().keyPem()));
    for (Map<String, String> content : rubbish) {
      secret.update(
          data -> {
            Map<String, byte[]> broken = new HashMap<>();
            content.forEach((k, v) -> broken.put(k, v.getBytes(StandardCharsets.UTF_8)));
            broken.put("first-password", new byte[] {'p'});
            return broken;
          });

      try (ServerCertificate made = ServerCertificate.inSecret(secret, NAMES, () -> now)) {
        assertThat(shown(made, "TLSv1.3").getSubjectX500Principal().getName())
            .isEqualTo("CN=keelson-console");
        assertThat(secret.read()).containsOnlyKeys("tls.crt", "tls.key", "first-password");
      }
    }
  }

  @Test
  void goesOnWithWhatItHasWhileTheApiServerIsAway() throws Exception {
    try (ServerCertificate one = ServerCertificate.inSecret(secret, NAMES, () -> now)) {
      X509Certificate before = shown(one, "TLSv1.3");
      now = now.plus(Duration.ofDays(61));
      api.down();
      try {
        one.look();
      } finally {
        api.up();
      }
      assertThat(shown(one, "TLSv1.3")).isEqualTo(before);
    }
  }

  @Test
  void filesAreTakenUpWhenTheyChangeAndAreWhole() throws Exception {
    TestCertificates authority = TestCertificates.authority();
    var first = authority.certificateFor("console.example").sign();
    first.writeTo(folder);
    try (ServerCertificate mounted = ServerCertificate.inFolder(folder, Clock.systemUTC())) {
      assertThat(shown(mounted, "TLSv1.3")).isEqualTo(first.certificate());

      var second = authority.certificateFor("console.example").rsa().sign();
      Files.writeString(folder.resolve("tls.crt"), second.certificatePem());
      mounted.look();
      assertThat(shown(mounted, "TLSv1.3")).as("half changed").isEqualTo(first.certificate());

      Files.writeString(folder.resolve("tls.key"), second.keyPem());
      mounted.look();
      assertThat(shown(mounted, "TLSv1.3")).isEqualTo(second.certificate());
      assertThat(shown(mounted, "TLSv1.2")).isEqualTo(second.certificate());
    }
  }

  @Test
  void filesThatCannotBeUsedAreToldAtTheStart() {
    assertThatThrownBy(() -> ServerCertificate.inFolder(folder, Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tls.crt");
  }

  /** The certificate of a server with this context. */
  private static X509Certificate shown(ServerCertificate certificate, String protocol)
      throws Exception {
    AtomicReference<X509Certificate> seen = new AtomicReference<>();
    SSLContext anybody = SSLContext.getInstance("TLS");
    anybody.init(null, new TrustManager[] {new Look(seen)}, new SecureRandom());
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket server =
            (SSLServerSocket)
                certificate.context().getServerSocketFactory().createServerSocket(0, 1, here);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var served =
          threads.submit(
              () -> {
                try (SSLSocket accepted = (SSLSocket) server.accept()) {
                  accepted.startHandshake();
                  return accepted.getInputStream().read();
                }
              });
      try (SSLSocket client =
          (SSLSocket) anybody.getSocketFactory().createSocket(here, server.getLocalPort())) {
        client.setEnabledProtocols(new String[] {protocol});
        client.startHandshake();
        client.getOutputStream().write(1);
      }
      assertThat(served.get()).isEqualTo(1);
    }
    return seen.get();
  }

  private record Look(AtomicReference<X509Certificate> seen) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      seen.set(chain[0]);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
