package io.keelson.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.Decoded;
import io.keelson.wire.EnrolAnswer;
import io.keelson.wire.EnrolRequest;
import io.keelson.wire.Json;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * A controller's enrolment that speaks the real protocol over real TLS, for the agents of tests: it
 * signs what comes with the right token, and misbehaves as it is told. For any thread.
 */
public final class EnrolmentServer implements AutoCloseable {

  /** What it answers to one request. */
  public interface Behaviour {
    void answer(HttpExchange exchange, PublicKey key) throws IOException;
  }

  public static final String TOKEN = "the.good.token";

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile TestCertificates authority;
  private volatile Duration life = Duration.ofDays(1);
  private volatile List<TestCertificates> believed;
  private final String node;

  private EnrolmentServer(String node, TestCertificates authority, TestCertificate own) {
    this.node = node;
    this.authority = authority;
    this.believed = List.of(authority);
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(own.sslContext()));
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  /** Signs for this node with this authority, which also signed its own certificate. */
  public static EnrolmentServer start(String node, TestCertificates authority) {
    return start(node, authority, authority.forController().sign());
  }

  /** One that presents this certificate. */
  public static EnrolmentServer start(
      String node, TestCertificates authority, TestCertificate own) {
    return new EnrolmentServer(node, authority, own);
  }

  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Certificates live so long from now on. */
  public EnrolmentServer life(Duration newLife) {
    life = newLife;
    return this;
  }

  /** Signs with this authority from now on; those believed are what it sends along. */
  public EnrolmentServer signWith(TestCertificates other, TestCertificates... believe) {
    authority = other;
    believed = List.of(believe);
    return this;
  }

  /** Answers the next requests so, one each. */
  public EnrolmentServer next(Behaviour... behaviours) {
    next.addAll(List.of(behaviours));
    return this;
  }

  /** The tokens that came, in order. */
  public List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** What an agent gets as its folder of trust: {@code ca.crt} and {@code issuer}. */
  public static Path mount(Path directory, TestCertificates issuer, TestCertificates... believed) {
    try {
      Files.createDirectories(directory);
      String pem =
          new TrustBundle(Stream.of(believed).map(TestCertificates::certificate).toList()).pem();
      replace(directory.resolve("ca.crt"), pem);
      replace(directory.resolve("issuer"), TrustBundle.fingerprint(issuer.certificate()));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      tokens.add(String.valueOf(authorization).replace("Bearer ", ""));
      byte[] body = exchange.getRequestBody().readAllBytes();
      Behaviour behaviour = next.poll();
      if (behaviour == null) {
        behaviour = this::sign;
      }
      behaviour.answer(exchange, key(body));
    }
  }

  private static PublicKey key(byte[] body) throws IOException {
    if (!(Json.read(body, EnrolRequest.class) instanceof Decoded.Value<EnrolRequest> read)) {
      throw new IOException("no enrolment request");
    }
    try (PEMParser parser = new PEMParser(new StringReader(read.value().csr()))) {
      PKCS10CertificationRequest request = (PKCS10CertificationRequest) parser.readObject();
      return new JcaPEMKeyConverter().getPublicKey(request.getSubjectPublicKeyInfo());
    }
  }

  private void sign(HttpExchange exchange, PublicKey key) throws IOException {
    if (!tokens.getLast().equals(TOKEN)) {
      answer(exchange, 401, "{}");
      return;
    }
    Instant now = Instant.now();
    grant(
        exchange,
        authority
            .forAgent(node)
            .ip("127.0.0.1")
            .valid(now.minus(Duration.ofHours(2)), now.plus(life)),
        key);
  }

  /** Sends a certificate as ordered, for the key. */
  public void grant(HttpExchange exchange, CertificateOrder order, PublicKey key)
      throws IOException {
    String bundle =
        new TrustBundle(believed.stream().map(TestCertificates::certificate).toList()).pem();
    byte[] json = Json.write(new EnrolAnswer(TrustBundle.pem(order.signFor(key)), bundle));
    answer(exchange, 200, new String(json, java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Says nothing for as long as this server lives. */
  public void silence() throws IOException {
    try {
      closed.await();
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  /** Sends a body with a status. */
  public static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
