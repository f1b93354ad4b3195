package io.keelson.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.wire.Owner;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** P-18: it finds all of them, in a small container. */
class UninstallationTest {

  private record Answer(int code, String body) {}

  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Queue<String> forms = new ConcurrentLinkedQueue<>();
  private HttpServer http;
  private KubernetesClient client;
  private Uninstallation uninstallation;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::serve);
    http.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + http.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    ApiServer server = new ApiServer(client, Duration.ofSeconds(10));
    Rights rights = new Rights();
    uninstallation =
        new Uninstallation(
            server,
            new DepartureMap(server, rights, "keelson", Clock.systemUTC()),
            new FinalizerPatch(server, rights));
  }

  @AfterEach
  void stop() {
    client.close();
    http.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    forms.add(String.join(", ", exchange.getRequestHeaders().get("Accept")));
    Answer answer = answers.remove();
    byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.code, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void page(String next, String... items) {
    answers.add(
        new Answer(
            200,
            """
            {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
             "metadata": {"resourceVersion": "7", "continue": "%s"}, "items": [%s]}
            """
                .formatted(next, Stream.of(items).collect(Collectors.joining(",")))));
  }

  private static String item(String name, String rest) {
    return """
    {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
     "metadata": {"name": "%s", "namespace": "default", "uid": "uid-%s",
       "creationTimestamp": "2026-01-01T00:00:00Z" %s}}
    """
        .formatted(name, name, rest);
  }

  private static final String GUARDED = ", \"finalizers\": [\"other\", \"keelson.io/revert\"]";
  private static final String LEAVING =
      GUARDED + ", \"deletionTimestamp\": \"2026-01-01T00:00:01Z\"";

  @Test
  void findsAllOfThemPageByPage() throws IOException {
    page("a+b=", item("one", GUARDED), item("free", ""));
    page("", item("two", LEAVING));

    assertThat(uninstallation.guarded())
        .containsExactly(
            new Owner("uid-one", "default", "one", "2026-01-01T00:00:00Z"),
            new Owner("uid-two", "default", "two", "2026-01-01T00:00:00Z"));
    assertThat(asked)
        .containsExactly(
            "/apis/apps.mydomain.com/v1alpha1/mykinds?limit=50",
            "/apis/apps.mydomain.com/v1alpha1/mykinds?limit=50&continue=a%2Bb%3D");
  }

  @Test
  void knowsWhichAreBeingDeleted() throws IOException {
    page("", item("one", GUARDED), item("two", LEAVING));

    assertThat(uninstallation.leaving()).extracting(Owner::name).containsExactly("two");
  }

  /** 500 whole ones may have half a gigabyte. */
  @Test
  void asksForNoSpecAndNoStatus() throws IOException {
    page("");

    uninstallation.guarded();

    assertThat(forms).containsExactly(Uninstallation.METADATA_ONLY);
  }

  @Test
  void thereAreNoneWithoutTheirDefinition() throws IOException {
    answers.add(new Answer(404, "404 page not found"));

    assertThat(uninstallation.guarded()).isEqualTo(List.of());
  }

  @Test
  void oneThatCannotBeAskedIsNotTakenForOneThatHasNone() {
    answers.add(new Answer(403, "{\"message\": \"no\"}"));

    assertThatThrownBy(() -> uninstallation.guarded())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HTTP 403");
  }
}
