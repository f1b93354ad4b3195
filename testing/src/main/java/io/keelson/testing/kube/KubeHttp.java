package io.keelson.testing.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keelson.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Plain calls to an API server with a client certificate. For any thread. */
final class KubeHttp {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client;
  private final String url;

  KubeHttp(String url, TestCertificate identity) {
    this.url = url;
    this.client =
        HttpClient.newBuilder()
            .sslContext(identity.sslContext())
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  /** The status of a GET, or 0 when nobody answers. */
  int probe(String path) {
    try {
      return send("GET", path, "application/json", "").statusCode();
    } catch (UncheckedIOException nobody) {
      return 0;
    }
  }

  /** The body of an answer that must be 2xx. */
  JsonNode call(String method, String path, String contentType, String body) {
    HttpResponse<String> response = send(method, path, contentType, body);
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
    return tree(response.body());
  }

  private HttpResponse<String> send(String method, String path, String contentType, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", contentType)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode tree(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + body, e);
    }
  }
}
