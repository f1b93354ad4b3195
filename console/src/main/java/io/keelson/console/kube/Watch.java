package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.service.AccountException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One watch, read by a virtual thread until it ends or is closed. */
final class Watch implements AutoCloseable {

  /** One object is at most 1.5 MiB in etcd. */
  private static final int LONGEST_LINE = 4 << 20;

  private final KubeHttp kube;
  private final Tokens tokens;
  private final String path;
  private final WatchSink sink;
  private volatile boolean closed;
  private volatile @Nullable InputStream stream;
  private @Nullable Thread reader;

  /** Where the token comes from. */
  @FunctionalInterface
  interface Tokens {
    Bearer get() throws AccountException;
  }

  private Watch(KubeHttp kube, Tokens tokens, String path, WatchSink sink) {
    this.kube = kube;
    this.tokens = tokens;
    this.path = path;
    this.sink = sink;
  }

  static Watch start(KubeHttp kube, Tokens tokens, String path, WatchSink sink) {
    Watch watch = new Watch(kube, tokens, path, sink);
    watch.reader = Thread.ofVirtual().name("watch").start(watch::run);
    return watch;
  }

  private void run() {
    KubeAnswer why;
    try {
      why = read();
    } catch (IOException e) {
      why = new KubeAnswer.Unreachable(KubeHttp.words(e));
    } catch (AccountException e) {
      why = new KubeAnswer.Refused(401, "Unauthorized", e.sentence(), List.of(), Optional.empty());
    } catch (InterruptedException e) {
      why = new KubeAnswer.Unreachable("closed");
    }
    if (!closed) {
      sink.ended(why);
    }
  }

  private KubeAnswer read() throws IOException, InterruptedException, AccountException {
    HttpResponse<InputStream> answer =
        kube.httpClient()
            .send(kube.request(tokens.get(), path).GET().build(), BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      stream = body;
      if (closed) {
        return new KubeAnswer.Unreachable("closed");
      }
      if (answer.statusCode() != 200) {
        return KubeHttp.refused(answer.statusCode(), body.readNBytes(64 * 1024), Optional.empty());
      }
      return lines(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
    }
  }

  private KubeAnswer lines(BufferedReader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c >= 0 && !closed; c = reader.read()) {
      if (c != '\n') {
        line.append((char) c);
        if (line.length() > LONGEST_LINE) {
          throw new IOException("a change is larger than " + (LONGEST_LINE >> 20) + " MiB");
        }
        continue;
      }
      JsonNode event = KubeHttp.JSON.readTree(line.toString());
      line.setLength(0);
      String type = event.path("type").asText("");
      if (type.equals("ERROR")) {
        JsonNode status = event.path("object");
        return KubeHttp.refused(
            status.path("code").asInt(500),
            KubeHttp.JSON.writeValueAsBytes(status),
            Optional.empty());
      }
      if (!type.equals("BOOKMARK")) {
        sink.saw(type, event.path("object"));
      }
    }
    return new KubeAnswer.Unreachable("the watch ended");
  }

  /** Ends the watch; the sink hears nothing more but what is under way. */
  @Override
  public void close() {
    closed = true;
    Thread running = reader;
    if (running != null) {
      running.interrupt();
    }
    InputStream open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException gone) {
        // It is closed either way, which is what was wanted.
        return;
      }
    }
  }
}
