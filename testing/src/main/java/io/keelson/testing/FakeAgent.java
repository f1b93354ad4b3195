package io.keelson.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.testing.Answer.Apply;
import io.keelson.wire.AgentState;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import io.keelson.wire.Reading;
import io.keelson.wire.ReleaseRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * An agent that speaks the real protocol over real mutual TLS, keeps what it is given in memory,
 * and misbehaves as it is told. For any thread.
 */
public final class FakeAgent implements AutoCloseable {

  static {
    // Without it this server delays the second packet of each answer by 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final String node;
  private final InetSocketAddress address;
  private final SSLContext tls;
  private final FakeNode host;
  private final List<ApplyRequest> applied = new CopyOnWriteArrayList<>();
  private final List<ReleaseRequest> released = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<InetSocketAddress> connections = new CopyOnWriteArrayList<>();
  private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
  private volatile Answer always = new Apply();
  private volatile CountDownLatch held = new CountDownLatch(1);
  private HttpsServer server;

  private FakeAgent(String node, InetSocketAddress address, SSLContext tls) {
    this.node = node;
    this.tls = tls;
    this.host = new FakeNode(node);
    this.server = start(address);
    this.address = server.getAddress();
  }

  /**
   * Starts it.
   *
   * @param address such as {@code 127.0.0.11}
   * @param port 0 for any
   * @param certificate what it presents; it asks every client for a certificate of the authority
   *     that this one believes
   */
  public static FakeAgent start(
      String node, String address, int port, TestCertificate certificate) {
    return new FakeAgent(node, new InetSocketAddress(address, port), certificate.sslContext());
  }

  public String node() {
    return node;
  }

  public String ip() {
    return address.getAddress().getHostAddress();
  }

  public int port() {
    return address.getPort();
  }

  // What it has seen

  /** Every POST of parameters that came, dry runs included, in order, whatever the answer was. */
  public List<ApplyRequest> requests() {
    return List.copyOf(applied);
  }

  /** The idempotency key of each of {@link #requests}; empty for none. */
  public List<String> keys() {
    return List.copyOf(keys);
  }

  /** Every release that came, in order, whatever the answer was. */
  public List<ReleaseRequest> releaseRequests() {
    return List.copyOf(released);
  }

  /** Every release that was carried out, in order, each once. */
  public List<ReleaseRequest> releases() {
    return host.releases();
  }

  /** For whom it holds what. */
  public List<AgentState.Held> held() {
    return host.state().held();
  }

  /** What changed the node, in order; a call whose answer was given again is in it once. */
  public List<ApplyRequest> effects() {
    return host.effects();
  }

  /** The highest epoch that it has obeyed. */
  public long epoch() {
    return host.epoch();
  }

  /** Every call that came, such as {@code POST /v1/sysctl?dryRun=true}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** Where each call came from, in order: calls over one connection have the same. */
  public List<InetSocketAddress> connections() {
    return List.copyOf(connections);
  }

  /** What the node holds for this key now. */
  public String value(String key) {
    return host.value(key);
  }

  public FakeAgent forgetCalls() {
    applied.clear();
    released.clear();
    keys.clear();
    calls.clear();
    return this;
  }

  // How it behaves from now on

  /** Gives the node a value without a call, as somebody who logs in there would. */
  public FakeAgent with(String key, String value) {
    host.set(key, value);
    return this;
  }

  /** Says from now on that it has obeyed this epoch. */
  public FakeAgent obeying(long epoch) {
    host.obey(epoch);
    return this;
  }

  /** Says from now on that a person should mend these. */
  public FakeAgent troubled(AgentState.Trouble... troubles) {
    host.trouble(List.of(troubles));
    return this;
  }

  /** Says from now on of this key, while somebody holds it, that others have changed it. */
  public FakeAgent drifts(AgentState.Drift drift) {
    host.drift(drift);
    return this;
  }

  /** Says from now on of all it applies that it will not be so after a reboot, and why. */
  public FakeAgent forgetsAtBoot(Problem... why) {
    host.forgetAtBoot(List.of(why));
    return this;
  }

  /** Loses the record of what it holds and for whom, as with its disk; the values stay. */
  public FakeAgent losesItsRecord() {
    host.lose();
    return this;
  }

  /** Answers POSTs so from now on, after those that {@link #next} was told. */
  public FakeAgent always(Answer answer) {
    always = answer;
    return this;
  }

  /** Answers the next POSTs so, one each. */
  public FakeAgent next(Answer... answers) {
    next.addAll(List.of(answers));
    return this;
  }

  public FakeAgent refuses(Problem... problems) {
    return always(new Answer.Refuse(List.of(problems)));
  }

  public FakeAgent applies() {
    return always(new Apply());
  }

  /** Lets the calls go on that {@link Answer.Hang} holds. */
  public FakeAgent letGo() {
    held.countDown();
    held = new CountDownLatch(1);
    return this;
  }

  /** Ends every connection and accepts none: connection refused. */
  public synchronized FakeAgent down() {
    letGo();
    server.stop(0);
    return this;
  }

  /** Starts at the same address as a new process, which holds what its record says. */
  public synchronized FakeAgent up() {
    host.restart();
    server = start(address);
    return this;
  }

  @Override
  public void close() {
    down();
  }

  private HttpsServer start(InetSocketAddress at) {
    try {
      HttpsServer started = HttpsServer.create(at, 0);
      started.setHttpsConfigurator(
          new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters ours = tls.getDefaultSSLParameters();
              ours.setProtocols(new String[] {"TLSv1.3"});
              ours.setNeedClientAuth(true);
              parameters.setSSLParameters(ours);
            }
          });
      started.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
      started.createContext("/", this::handle);
      started.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("no fake agent at " + at, e);
    }
  }

  private void handle(HttpExchange http) throws IOException {
    try (http) {
      AgentExchange exchange = new AgentExchange(http);
      calls.add(http.getRequestMethod() + " " + http.getRequestURI());
      connections.add(http.getRemoteAddress());
      byte[] body = http.getRequestBody().readAllBytes();
      if (!exchange.isController()) {
        exchange.refuse(
            Answer.Refuse.of(403, ProblemCode.CLIENT_NOT_ALLOWED, "not the controller"));
        return;
      }
      String path = http.getRequestURI().getPath();
      switch (http.getRequestMethod() + " " + path) {
        case "GET /v1/state" -> exchange.answer(200, host.state());
        case "GET /v1/facts" -> exchange.answer(200, host.facts());
        case "POST /v1/sysctl", "POST /v1/hostname", "POST /v1/file" ->
            apply(exchange, Api.ofPath(path).orElseThrow(), body);
        case "POST " + ReleaseRequest.PATH -> release(exchange, body);
        case "GET /v1/sysctl", "GET /v1/hostname", "GET /v1/file" -> get(exchange, path);
        default -> http.sendResponseHeaders(404, -1);
      }
    }
  }

  private void get(AgentExchange exchange, String path) throws IOException {
    List<String> keys = path.equals("/v1/hostname") ? List.of("hostname") : exchange.keys();
    exchange.answer(200, new Reading(node, keys.stream().map(host::read).toList()));
  }

  private void apply(AgentExchange exchange, Api api, byte[] body) throws IOException {
    switch (Json.read(body, ApplyRequest.class)) {
      case Decoded.Malformed<ApplyRequest> malformed ->
          exchange.refuse(new Answer.Refuse(400, List.of(malformed.problem())));
      case Decoded.Value<ApplyRequest> read -> {
        ApplyRequest request = read.value();
        String key = exchange.key();
        applied.add(request);
        keys.add(key);
        act(exchange, () -> host.answer(api, request, exchange.isDryRun(), key), told());
      }
    }
  }

  private void release(AgentExchange exchange, byte[] body) throws IOException {
    switch (Json.read(body, ReleaseRequest.class)) {
      case Decoded.Malformed<ReleaseRequest> malformed ->
          exchange.refuse(new Answer.Refuse(400, List.of(malformed.problem())));
      case Decoded.Value<ReleaseRequest> read -> {
        released.add(read.value());
        act(exchange, () -> host.answer(read.value(), exchange.isDryRun(), exchange.key()), told());
      }
    }
  }

  private Answer told() {
    Answer told = next.poll();
    return told == null ? always : told;
  }

  private void act(AgentExchange exchange, Supplier<Object> work, Answer answer)
      throws IOException {
    switch (answer) {
      case Apply apply -> exchange.say(work.get());
      case Answer.Refuse refusal -> exchange.refuse(refusal);
      case Answer.Hang hang -> {
        hold();
        exchange.say(work.get());
      }
      // The exchange is closed without an answer: the caller sees the connection end.
      case Answer.Drop drop -> {}
      case Answer.LoseAnswer lose -> {
        Object unheard = work.get();
      }
    }
  }

  private void hold() {
    try {
      if (!held.await(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the call go");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
