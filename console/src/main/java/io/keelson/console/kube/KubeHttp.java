package io.keelson.console.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
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
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server, each with the token that is given and nothing of the browser's. May
 * be used by many threads.
 */
public final class KubeHttp {

  static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  static final String APPLICATION_JSON = "application/json";
  static final String MERGE_PATCH = "application/merge-patch+json";

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** Of one answer: a page of 500 nodes with all that kubelets write is some 10 MiB. */
  private static final int LARGEST = 24 << 20;

  private final URI apiServer;
  private final Authorities authorities;

  /**
   * Made once.
   *
   * @param authorities whom to believe that they are the API server
   */
  public KubeHttp(URI apiServer, Authorities authorities) {
    this.apiServer = apiServer;
    this.authorities = authorities;
  }

  static HttpClient.Builder client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT);
  }

  /** Sends JSON, or nothing, and waits for the answer, at most 20 s. */
  public KubeAnswer send(
      Bearer bearer, String method, String path, @Nullable String type, @Nullable JsonNode body) {
    try {
      BodyPublisher sent =
          body == null
              ? BodyPublishers.noBody()
              : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
      HttpRequest.Builder request = request(bearer, path).timeout(LONGEST).method(method, sent);
      if (body != null) {
        request.header("Content-Type", type == null ? APPLICATION_JSON : type);
      }
      HttpResponse<InputStream> answer =
          authorities.client().send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream stream = answer.body()) {
        return read(answer, stream);
      }
    } catch (IOException e) {
      return new KubeAnswer.Unreachable(words(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new KubeAnswer.Unreachable("the console is ending");
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

  HttpClient httpClient() {
    return authorities.client();
  }

  private static KubeAnswer read(HttpResponse<InputStream> answer, InputStream stream)
      throws IOException {
    byte[] bytes = bounded(stream);
    int code = answer.statusCode();
    if (code >= 200 && code < 300) {
      return new KubeAnswer.Ok(code, bytes.length == 0 ? MissingNode.getInstance() : json(bytes));
    }
    return refused(code, bytes, retryAfter(answer));
  }

  private static byte[] bounded(InputStream stream) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[16 * 1024];
    for (int got = stream.read(part); got >= 0; got = stream.read(part)) {
      if (bytes.size() + got > LARGEST) {
        throw new IOException("its answer is larger than " + (LARGEST >> 20) + " MiB");
      }
      bytes.write(part, 0, got);
    }
    return bytes.toByteArray();
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new IOException("its answer is no JSON", e);
    }
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

  /** Why no answer came; never with an address or a token. */
  static String words(IOException e) {
    return switch (e) {
      case HttpConnectTimeoutException ignored ->
          "no connection within " + CONNECT.toSeconds() + " s";
      case HttpTimeoutException ignored -> "no answer within " + LONGEST.toSeconds() + " s";
      case ConnectException ignored -> "connection refused";
      case SSLException ignored -> "its certificate is not one that this cluster made";
      default -> e.getMessage() == null ? "the connection was cut" : e.getMessage();
    };
  }
}
