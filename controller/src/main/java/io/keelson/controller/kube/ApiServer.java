package io.keelson.controller.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.URLUtils;
import io.keelson.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Sends JSON to the API server without holding a thread until it answers. */
final class ApiServer {

  private final KubernetesClient client;

  ApiServer(KubernetesClient client) {
    this.client = client;
  }

  CompletableFuture<HttpResponse<String>> send(
      String method, String path, String contentType, Object body) {
    String uri = URLUtils.join(client.getConfiguration().getMasterUrl(), path);
    String json = new String(Json.write(body), StandardCharsets.UTF_8);
    return client
        .getHttpClient()
        .sendAsync(
            client
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri)
                .method(method, contentType, json)
                .build(),
            String.class);
  }

  CompletableFuture<HttpResponse<String>> get(String path) {
    String uri = URLUtils.join(client.getConfiguration().getMasterUrl(), path);
    return client
        .getHttpClient()
        .sendAsync(client.getHttpClient().newHttpRequestBuilder().uri(uri).build(), String.class);
  }
}
