package io.keelson.controller.agents;

import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Release;
import io.keelson.controller.plan.Wanted;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.controller.status.Outcome;
import io.keelson.setting.Parameter;
import io.keelson.trust.ReloadableTls;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import io.keelson.wire.ReleaseRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Calls agents over HTTP/1.1 and TLS 1.3. It connects to the node's InternalIP and speaks to nobody
 * but who has a certificate of our authority for the agent of that very node. For any thread; holds
 * none while it waits.
 */
public final class VertxAgentClient implements AgentClient, AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(3);

  /** Longer than the pause between two polls, shorter than agents keep an idle connection. */
  private static final int KEEP_ALIVE_SECONDS = 75;

  /** Only a word in a header: no certificate is compared with it. */
  private static final String HOST = "keelson-agent";

  private final Vertx vertx;
  private final HttpClient client;
  private final Peers peers;
  private final Limits limits;
  private final BooleanSupplier mayCall;
  private final Lanes lanes;
  private final Clock clock;

  /**
   * How agents are called.
   *
   * @param port where they listen
   * @param mostCalls at once, over all nodes
   * @param longestCall from when it is sent until its answer is read
   */
  public record Limits(int port, int mostCalls, Duration longestCall) {}

  /**
   * A client.
   *
   * @param mayCall asked when a call could be sent, so that nothing leaves a process that has stood
   *     still while its call waited
   */
  public VertxAgentClient(ReloadableTls tls, Limits limits, BooleanSupplier mayCall, Clock clock) {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(threads)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2));
    this.peers = new Peers(tls, clock);
    this.client =
        vertx.httpClientBuilder().with(options(tls)).withConnectHandler(peers::opened).build();
    this.limits = limits;
    this.mayCall = mayCall;
    this.lanes = new Lanes(limits.mostCalls());
    this.clock = clock;
  }

  private static HttpClientOptions options(ReloadableTls tls) {
    HttpClientOptions options = new HttpClientOptions();
    options
        .setSsl(true)
        // The name in the certificate is the node's agent, whatever its address: see Peers.
        .setVerifyHost(false)
        .setKeyCertOptions(KeyCertOptions.wrap(tls.keyManager()))
        .setTrustOptions(TrustOptions.wrap(tls.trustManager()))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setConnectTimeout((int) CONNECT.toMillis())
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true)
        .setKeepAlive(true)
        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
        .setDecompressionSupported(false);
    return options;
  }

  /**
   * Makes what is sent when it is sent: of the calls that wait for a permit, thousands of bodies of
   * a mebibyte would not fit into memory.
   */
  @FunctionalInterface
  private interface Body {
    @Nullable Buffer make();
  }

  private static final Body NOTHING = () -> null;

  @Override
  public CompletionStage<Outcome> send(Node node, Intent.Call call, Order order) {
    Wanted wanted = call.wanted();
    CompletionStage<Reply> reply =
        wanted.mode() == Mode.READ
            ? exchange(node, request(HttpMethod.GET, wanted.api().path() + query(wanted)), NOTHING)
            : exchange(node, post(wanted, order), () -> body(node, call, order));
    return reply.thenApply(answer -> Answers.outcome(node, call, answer, clock.instant()));
  }

  @Override
  public CompletionStage<Outcome> release(Node node, Release release, Order order) {
    ReleaseRequest request =
        new ReleaseRequest(
            node.name(),
            release.owner(),
            order.epoch(),
            release.generation(),
            release.api(),
            release.keep());
    return exchange(
            node,
            post(ReleaseRequest.PATH).putHeader(ApplyRequest.IDEMPOTENCY_KEY, order.key()),
            () -> Buffer.buffer(Json.write(request)))
        .thenApply(answer -> Answers.released(node, release, answer, clock.instant()));
  }

  @Override
  public CompletionStage<StateAnswer> state(Node node) {
    return exchange(node, request(HttpMethod.GET, "/v1/state"), NOTHING)
        .thenApply(reply -> Answers.state(node, reply));
  }

  private static String target(Wanted wanted) {
    return wanted.api().path() + (wanted.mode() == Mode.DRY_RUN ? "?dryRun=true" : "");
  }

  private static RequestOptions post(Wanted wanted, Order order) {
    RequestOptions options = post(target(wanted));
    return wanted.mode() == Mode.DRY_RUN
        ? options
        : options.putHeader(ApplyRequest.IDEMPOTENCY_KEY, order.key());
  }

  private static RequestOptions post(String uri) {
    return request(HttpMethod.POST, uri).putHeader("Content-Type", "application/json");
  }

  private static RequestOptions request(HttpMethod method, String uri) {
    return new RequestOptions()
        .setHost(HOST)
        .setMethod(method)
        .setURI(uri)
        .putHeader("Accept", "application/json");
  }

  private static Buffer body(Node node, Intent.Call call, Order order) {
    return Buffer.buffer(
        Json.write(
            new ApplyRequest(
                node.name(),
                call.asker().owner(),
                order.epoch(),
                call.asker().generation(),
                call.wanted().parameters())));
  }

  private static String query(Wanted wanted) {
    if (wanted.parameters().isEmpty()) {
      return "";
    }
    return wanted.parameters().stream()
        .map(Parameter::key)
        .map(key -> "key=" + URLEncoder.encode(key, StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", "?", ""));
  }

  private CompletionStage<Reply> exchange(Node node, RequestOptions options, Body body) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    String ip = node.ip();
    if (ip == null) {
      reply.complete(new Reply.Silence("the node has no InternalIP"));
      return reply;
    }
    options.setServer(SocketAddress.inetSocketAddress(limits.port(), ip)).setPort(limits.port());
    Permits permits = lanes.of(node.name());
    permits.acquire(
        () ->
            started(node, options, body)
                .onComplete(
                    ended -> {
                      Reply answer =
                          ended.succeeded() ? ended.result() : Faults.reply(ended.cause());
                      lanes.ended(node.name(), answer);
                      reply.complete(answer);
                      permits.release();
                    }));
    return reply;
  }

  /** A fault here must end this call, or its permit and its node would be lost. */
  private Future<Reply> started(Node node, RequestOptions options, Body body) {
    try {
      return peers.request(client, options, node.name()).compose(request -> begun(request, body));
    } catch (RuntimeException | LinkageError e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Reply> begun(HttpClientRequest request, Body body) {
    if (mayCall.getAsBoolean()) {
      return Exchange.start(vertx, request, body.make(), limits.longestCall());
    }
    request.connection().close();
    return Future.succeededFuture(new Reply.Silence("we lead no more"));
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }
}
