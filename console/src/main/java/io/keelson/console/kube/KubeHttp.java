package io.keelson.console.kube;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server, each with the token that is given and nothing of the browser's. May
 * be used by many threads.
 */
public final class KubeHttp {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  static final String APPLICATION_JSON = "application/json";
  static final String MERGE_PATCH = "application/merge-patch+json";

  static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** Of one object; long lists are read object by object. */
  private static final int LARGEST = 16 << 20;

  private static final Pattern BARE_IPV6 =
      Pattern.compile("(?<host>[0-9a-fA-F:]*:[0-9a-fA-F]*):(?<port>[0-9]+)");

  private static final int LARGEST_REFUSAL = 256 << 10;

  private final URI apiServer;
  private final Authorities authorities;
  private final Duration longest;

  /**
   * Made once.
   *
   * @param authorities whom to believe that they are the API server
   */
  public KubeHttp(URI apiServer, Authorities authorities) {
    this(apiServer, authorities, LONGEST);
  }

  KubeHttp(URI apiServer, Authorities authorities, Duration longest) {
    this.apiServer = bracketed(apiServer);
    this.authorities = authorities;
    this.longest = longest;
  }

  /** Kubernetes writes an IPv6 address into KUBERNETES_SERVICE_HOST as it is. */
  static URI bracketed(URI uri) {
    String authority = uri.getRawAuthority();
    if (uri.getHost() != null || authority == null) {
      return uri;
    }
    Matcher bare = BARE_IPV6.matcher(authority);
    return bare.matches()
        ? URI.create("https://[%s]:%s".formatted(bare.group("host"), bare.group("port")))
        : uri;
  }

  /** The time that a request may take. */
  Duration longest() {
    return longest;
  }

  /** Sends JSON, or nothing, and waits for the answer, at most 20 s. */
  public KubeAnswer send(
      Bearer bearer, String method, String path, @Nullable String type, @Nullable JsonNode body) {
    try {
      BodyPublisher sent =
          body == null
              ? BodyPublishers.noBody()
              : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
      HttpRequest.Builder request = request(bearer, path).method(method, sent);
      if (body != null) {
        request.header("Content-Type", type == null ? APPLICATION_JSON : type);
      }
      return exchange(request, longest, KubeHttp::whole);
    } catch (IOException e) {
      return NoAnswer.of(e).answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NoAnswer.CLOSING.answer();
    }
  }

  /** Reads. */
  public KubeAnswer get(Bearer bearer, String path) {
    return send(bearer, "GET", path, null, null);
  }

  HttpRequest.Builder request(Bearer bearer, String path) {
    return HttpRequest.newBuilder(apiServer.resolve(path))
        .header("Accept", APPLICATION_JSON)
        .header("User-Agent", "keelson-console")
        .header("Authorization", "Bearer " + bearer.token());
  }

  /** Makes something of an answer while it comes. */
  @FunctionalInterface
  interface Reading<T> {
    T read(HttpResponse<?> head, InputStream body) throws IOException;
  }

  /**
   * Sends, and lets the answer be read.
   *
   * @param whole until the last byte is read; the first must come within 20 s in any case
   */
  <T> T exchange(HttpRequest.Builder request, Duration whole, Reading<T> reading)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    Duration first = whole.compareTo(longest) < 0 ? whole : longest;
    HttpResponse<InputStream> answer =
        authorities.client().send(request.timeout(first).build(), BodyHandlers.ofInputStream());
    try (InputStream body = answer.body();
        Alarm alarm = Alarm.after(whole.toNanos() - (System.nanoTime() - started), body)) {
      try {
        return reading.read(answer, body);
      } catch (IOException e) {
        throw alarm.rang() ? new HttpTimeoutException("the answer takes too long") : e;
      }
    }
  }

  private static KubeAnswer whole(HttpResponse<?> head, InputStream body) throws IOException {
    if (!isGood(head)) {
      return refused(head, body);
    }
    byte[] bytes = new Bounded(body, LARGEST).readAllBytes();
    return new KubeAnswer.Ok(
        head.statusCode(), bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes));
  }

  static boolean isGood(HttpResponse<?> head) {
    return head.statusCode() / 100 == 2;
  }

  static KubeAnswer.Refused refused(HttpResponse<?> head, InputStream body) throws IOException {
    return refused(head.statusCode(), body.readNBytes(LARGEST_REFUSAL), retryAfter(head));
  }

  /** A Status as the API server sends it, or whatever a proxy in between does. */
  static KubeAnswer.Refused refused(int code, byte[] body, Optional<Duration> retryAfter) {
    JsonNode status;
    try {
      status = JSON.readTree(body);
    } catch (IOException notJson) {
      status = MissingNode.getInstance();
    }
    List<KubeAnswer.Cause> causes = new ArrayList<>();
    for (JsonNode cause : status.path("details").path("causes")) {
      causes.add(
          new KubeAnswer.Cause(cause.path("field").asText(""), cause.path("message").asText("")));
    }
    return new KubeAnswer.Refused(
        code,
        status.path("reason").asText(""),
        status.path("message").asText(""),
        causes,
        retryAfter);
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("[0-9]{1,4}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }
}
