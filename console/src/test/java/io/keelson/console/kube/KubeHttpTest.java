package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import io.keelson.testing.Ports;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that a healthy API server cannot be brought to give. */
final class KubeHttpTest {

  private static final Bearer BEARER = new Bearer("se.cr.et", Instant.MAX);
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final String PATH = "/api/v1/nodes/node1";

  @TempDir Path directory;
  private Server server;
  private final CountDownLatch end = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    server = new Server(directory);
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.close();
  }

  private KubeAnswer get() throws IOException {
    return server.http(SHORT.multipliedBy(10)).get(BEARER, PATH);
  }

  @Test
  void tellsCodeReasonCausesAndWhenToTryAgain() throws Exception {
    server.does(
        exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "7");
          Server.json(
              exchange,
              429,
              """
              {"kind":"Status","reason":"TooManyRequests","message":"too many requests",
               "details":{"causes":[{"field":"spec.x","message":"is wrong"}]}}
              """);
        });

    assertThat(get())
        .isEqualTo(
            new KubeAnswer.Refused(
                429,
                "TooManyRequests",
                "too many requests",
                List.of(new KubeAnswer.Cause("spec.x", "is wrong")),
                Optional.of(Duration.ofSeconds(7))));
  }

  @Test
  void takesAPageOfAProxyForARefusalWithoutWords() throws Exception {
    server.does(exchange -> Server.json(exchange, 502, "<html>Bad Gateway</html>"));

    assertThat(get()).isEqualTo(new KubeAnswer.Refused(502, "", "", List.of(), Optional.empty()));
  }

  @Test
  void followsNoRedirect() throws Exception {
    server.does(
        exchange -> {
          exchange.getResponseHeaders().add("Location", "https://evil.example/");
          Server.json(exchange, 302, "");
        });

    assertThat(get())
        .isInstanceOfSatisfying(
            KubeAnswer.Refused.class, refused -> assertThat(refused.code()).isEqualTo(302));
  }

  @Test
  void givesUpWhenNothingComes() throws Exception {
    server.does(exchange -> hold());

    assertThat(server.http(SHORT).get(BEARER, PATH)).isEqualTo(NoAnswer.SLOW.answer());
  }

  @Test
  void givesUpWhenTheRestDoesNotCome() throws Exception {
    server.does(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{\"kind\":".getBytes());
          exchange.getResponseBody().flush();
          hold();
        });

    assertThat(server.http(SHORT).get(BEARER, PATH)).isEqualTo(NoAnswer.SLOW.answer());
  }

  @Test
  void tellsThatTheConnectionWasCut() throws Exception {
    server.does(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("{\"kind\":".getBytes());
          exchange.close();
        });

    assertThat(get()).isEqualTo(NoAnswer.CUT.answer());
  }

  @Test
  void readsNoAnswerThatIsTooLarge() throws Exception {
    server.does(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = new byte[1 << 20];
          try {
            for (int i = 0; i < 64; i++) {
              exchange.getResponseBody().write(part);
            }
          } finally {
            exchange.close();
          }
        });

    assertThat(get()).isEqualTo(NoAnswer.LARGE.answer());
  }

  @Test
  void readsNothingButOneJsonValue() throws Exception {
    for (String body : new String[] {"hello", "{\"a\":1} {\"b\":2}", "{\"a\":1,\"a\":2}", "{"}) {
      server.does(exchange -> Server.json(exchange, 200, body));

      assertThat(get()).as(body).isEqualTo(NoAnswer.GARBLED.answer());
    }
  }

  @Test
  void believesNoOtherAuthority() throws Exception {
    Files.writeString(directory.resolve("ca.crt"), TestCertificates.authority().pem());

    assertThat(get()).isEqualTo(NoAnswer.STRANGER.answer());
  }

  @Test
  void tellsThatNobodyListens() throws Exception {
    KubeHttp nobody =
        new KubeHttp(
            URI.create("https://127.0.0.1:" + Ports.free()),
            Authorities.in(directory.resolve("ca.crt")));

    assertThat(nobody.get(BEARER, PATH)).isEqualTo(NoAnswer.REFUSED.answer());
  }

  /** W-14: whatever a browser sends, the API server gets these headers and no others. */
  @Test
  void sendsItsOwnHeadersOnly() throws Exception {
    AtomicReference<Headers> came = new AtomicReference<>();
    server.does(
        exchange -> {
          came.set(exchange.getRequestHeaders());
          Server.json(exchange, 200, "{}");
        });

    assertThat(get()).isInstanceOf(KubeAnswer.Ok.class);
    assertThat(came.get().keySet())
        .containsOnly("Accept", "Authorization", "User-agent", "Host", "Content-length")
        .noneMatch(name -> name.startsWith("Impersonate"));
    assertThat(came.get().get("Authorization")).containsExactly("Bearer se.cr.et");
  }

  @Test
  void takesAnIpv6AddressAsKubernetesWritesIt() {
    assertThat(KubeHttp.bracketed(URI.create("https://fd00::1:443")))
        .isEqualTo(URI.create("https://[fd00::1]:443"));
    for (String whole :
        List.of(
            "https://[fd00::1]:443", "https://10.0.0.1:443", "https://kubernetes.default.svc")) {
      assertThat(KubeHttp.bracketed(URI.create(whole))).isEqualTo(URI.create(whole));
    }
  }

  /** W-18. */
  @Test
  void neverShowsAToken() throws Exception {
    server.does(exchange -> Server.json(exchange, 201, "{\"status\":{\"token\":\"se.cr.et\"}}"));

    assertThat(BEARER.toString()).doesNotContain("se.cr.et");
    assertThat(get().toString()).doesNotContain("se.cr.et");
    assertThatThrownBy(() -> new Bearer("se.cr.et\nX-Evil: 1", Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("se.cr.et");
  }

  private void hold() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
