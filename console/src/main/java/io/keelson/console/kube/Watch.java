package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch, read by a virtual thread until it is closed or something goes wrong. The API server
 * ends each connection after some minutes; that is no end of the watch, it goes on from the version
 * that was seen last, with a token that is asked for anew.
 */
final class Watch implements AutoCloseable {

  /** For how long the API server keeps one connection. */
  static final Duration CONNECTION = Duration.ofMinutes(4);

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** Nothing comes any more from a machine that has gone without a word. */
  private static final Duration LONGEST = CONNECTION.plusSeconds(20);

  /** One object is at most 1.5 MiB in etcd. */
  private static final int LONGEST_LINE = 8 << 20;

  /** A server that ends connections at once would be asked again and again. */
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  private final KubeHttp kube;
  private final UserToken token;
  private final UnaryOperator<String> path;
  private final WatchSink sink;
  private String version;
  private volatile boolean closed;
  private volatile @Nullable InputStream stream;
  private volatile @Nullable Thread reader;

  private Watch(
      KubeHttp kube, UserToken token, UnaryOperator<String> path, String version, WatchSink sink) {
    this.kube = kube;
    this.token = token;
    this.path = path;
    this.version = version;
    this.sink = sink;
  }

  /**
   * Begins to watch.
   *
   * @param path from a resourceVersion to the address of a watch that begins there
   */
  static Watch start(
      KubeHttp kube, UserToken token, UnaryOperator<String> path, String version, WatchSink sink) {
    Watch watch = new Watch(kube, token, path, version, sink);
    Thread reader = Thread.ofVirtual().name("watch").unstarted(watch::run);
    watch.reader = reader;
    reader.start();
    return watch;
  }

  private void run() {
    KubeAnswer why;
    try {
      Optional<KubeAnswer> end;
      do {
        end = connection();
      } while (end.isEmpty() && !closed);
      why = end.orElseGet(NoAnswer.ENDED::answer);
    } catch (IOException e) {
      why = NoAnswer.of(e).answer();
    } catch (InterruptedException e) {
      why = NoAnswer.CLOSING.answer();
    } catch (RuntimeException e) {
      // The sink made a mistake; whoever waits for the watch must still hear that it is over.
      LOG.error("a watch is given up", e);
      why = NoAnswer.ENDED.answer();
    }
    if (!closed) {
      sink.ended(why);
    }
  }

  /** One connection; empty when the watch goes on with another one. */
  private Optional<KubeAnswer> connection() throws IOException, InterruptedException {
    return switch (token.ask()) {
      case UserTokens.Token.Withheld withheld -> Optional.of(withheld.why());
      case UserTokens.Token.Given given ->
          kube.exchange(
              kube.request(given.bearer(), path.apply(version)).GET(), LONGEST, this::read);
    };
  }

  private Optional<KubeAnswer> read(HttpResponse<?> head, InputStream body) throws IOException {
    stream = body;
    try {
      if (closed) {
        return Optional.empty();
      }
      if (!KubeHttp.isGood(head)) {
        if (head.statusCode() == 401) {
          token.refused();
        }
        return Optional.of(KubeHttp.refused(head, body));
      }
      return events(new Lines(body, LONGEST_LINE));
    } finally {
      stream = null;
    }
  }

  private Optional<KubeAnswer> events(Lines lines) throws IOException {
    long started = System.nanoTime();
    Optional<byte[]> line = lines.next();
    while (line.isPresent() && !closed) {
      JsonNode event = KubeHttp.JSON.readTree(line.get());
      JsonNode object = event.path("object");
      String type = event.path("type").asText("");
      if (type.equals("ERROR")) {
        int code = object.path("code").asInt(500);
        byte[] status = KubeHttp.JSON.writeValueAsBytes(object);
        return Optional.of(KubeHttp.refused(code, status, Optional.empty()));
      }
      take(type, object);
      line = lines.next();
    }
    boolean lasted = System.nanoTime() - started >= SHORTEST.toNanos();
    return lasted ? Optional.empty() : Optional.of(NoAnswer.ENDED.answer());
  }

  private void take(String type, JsonNode object) {
    String at = object.path("metadata").path("resourceVersion").asText("");
    version = at.isEmpty() ? version : at;
    if (type.equals("BOOKMARK")) {
      sink.passed(version);
    } else {
      sink.saw(type, object);
    }
  }

  /** Whether nothing of it runs any more. */
  boolean isOver() {
    Thread running = reader;
    return running == null || !running.isAlive();
  }

  /** Ends the watch; the sink hears nothing more but what is under way. */
  @Override
  public void close() {
    closed = true;
    InputStream open = stream;
    Thread running = reader;
    if (open != null) {
      Alarm.shut(open);
    } else if (running != null) {
      // It waits for a connection or for the first byte.
      running.interrupt();
    }
  }
}
