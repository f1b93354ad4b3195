package io.keelson.controller.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.URLUtils;
import io.keelson.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends JSON to the API server without holding a thread until it answers. A stage fails when there
 * is no answer in time, whatever the client has tried again meanwhile: who waits for one writes
 * nothing else. For any thread.
 */
final class ApiServer {

  private final KubernetesClient client;
  private final Duration limit;

  /**
   * One.
   *
   * @param limit how long each call may take until its answer is read
   */
  ApiServer(KubernetesClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  CompletableFuture<HttpResponse<String>> send(
      String method, String path, String contentType, Object body) {
    String json = new String(Json.write(body), StandardCharsets.UTF_8);
    return answer(to(path).method(method, contentType, json));
  }

  CompletableFuture<HttpResponse<String>> get(String path) {
    return answer(to(path));
  }

  /** In this form. */
  CompletableFuture<HttpResponse<String>> get(String path, String mediaType) {
    return answer(to(path).header("Accept", mediaType));
  }

  private HttpRequest.Builder to(String path) {
    String uri = URLUtils.join(client.getConfiguration().getMasterUrl(), path);
    return client.getHttpClient().newHttpRequestBuilder().uri(uri);
  }

  private CompletableFuture<HttpResponse<String>> answer(HttpRequest.Builder request) {
    // The client's own limit ends one try, and with it the connection or stream that hangs; it
    // knows none for all tries together.
    HttpRequest limited = request.timeout(limit.toMillis(), TimeUnit.MILLISECONDS).build();
    return client
        .getHttpClient()
        .sendAsync(limited, String.class)
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
