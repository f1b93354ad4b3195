package io.keelson.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.api.MyKindStatus;
import io.keelson.api.MyKindStatus.NodeCounts;
import io.keelson.api.MyKindStatus.State;
import io.keelson.controller.converge.StatusWriter.Written;
import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.depart.OwnerLookup.Found;
import io.keelson.controller.enrol.TokenReviewer;
import io.keelson.controller.source.Content;
import io.keelson.controller.source.SourceObject;
import io.keelson.wire.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API server takes connections and requests, and never answers. */
class SilentApiServerTest {

  private static final Duration LIMIT = Duration.ofMillis(200);
  private static final long PATIENCE_SECONDS = 10;
  private static final Owner OWNER = new Owner("u", "default", "one", "2026-01-01T00:00:00Z");

  private final Rights rights = new Rights();
  private ServerSocket listener;
  private KubernetesClient client;
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + listener.getLocalPort())
                    .build())
            .build();
    server = new ApiServer(client, LIMIT);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    listener.close();
  }

  private static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aFinalizerIsNotPutOnOrTakenOff() throws Exception {
    FinalizerPatch finalizers = new FinalizerPatch(server, rights);
    assertThat(answer(finalizers.put(OWNER))).isInstanceOf(Put.Failed.class);
    assertThat(answer(finalizers.take(OWNER))).isInstanceOf(Put.Failed.class);
  }

  @Test
  void aStatusIsNotWritten() throws Exception {
    MyKindStatus status =
        new MyKindStatus(State.RUNNING, "", 1, new NodeCounts(0, 0, 0, 0, 0), List.of(), List.of());
    assertThat(answer(new StatusPatch(server, rights).write(OWNER, status)))
        .isInstanceOf(Written.Failed.class);
  }

  @Test
  void nobodyIsTakenToBeGone() throws Exception {
    assertThat(answer(new OwnerGet(server).find(OWNER))).isEqualTo(Found.UNKNOWN);
  }

  @Test
  void departuresAreNotKnown() throws Exception {
    DepartureMap departures = new DepartureMap(server, rights, "keelson", Clock.systemUTC());
    assertThat(answer(departures.read())).isEmpty();
    assertThat(answer(departures.acknowledge())).isInstanceOf(Put.Failed.class);
  }

  @Test
  void aSourceIsUnread() throws Exception {
    SourceObject secret = new SourceObject(SourceObject.Kind.SECRET, "default", "s");
    assertThat(answer(new SourceGet(server).read(secret, Set.of("k"))).get("k"))
        .isInstanceOf(Content.Unread.class);
  }

  @Test
  void aTokenIsNotReviewed() throws Exception {
    Tokens tokens = new Tokens(server, "keelson");
    assertThat(answer(tokens.review("t", "a"))).isInstanceOf(TokenReviewer.Review.Unanswered.class);
    assertThat(answer(tokens.pod("p"))).isInstanceOf(TokenReviewer.Pod.Unanswered.class);
  }

  /** Or a server that hangs would have all of them one after the other. */
  @Test
  void theConnectionIsClosed() throws Exception {
    CompletionStage<?> call = server.get("/").handle((response, fault) -> "ended");
    try (Socket connection = listener.accept()) {
      connection.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      InputStream in = connection.getInputStream();
      while (in.read() >= 0) {
        // The request; its end is the end of the connection.
      }
    }
    assertThat(answer(call)).isEqualTo("ended");
  }
}
