import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.keelson.trust.Pem;
import io.keelson.trust.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** The API server that a kubeconfig names, with its client certificate. */
record Api(String url, HttpClient client) {

  static Api of(Path kubeconfig) throws Exception {
    JsonNode config = new YAMLMapper().readTree(kubeconfig.toFile());
    JsonNode cluster = config.at("/clusters/0/cluster");
    JsonNode user = config.at("/users/0/user");
    TlsMaterial tls =
        TlsMaterial.of(
            Pem.privateKey(pem(user, "client-key-data")),
            Pem.certificates(pem(user, "client-certificate-data")),
            Pem.certificates(pem(cluster, "certificate-authority-data")));
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(tls.context())
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    return new Api(cluster.path("server").asText(), client);
  }

  private static String pem(JsonNode node, String field) {
    return new String(Base64.getDecoder().decode(node.path(field).asText()), StandardCharsets.US_ASCII);
  }

  void call(String method, String path, String type, String body) throws IOException, InterruptedException {
    HttpResponse<String> response = send(method, path, type, body, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
    }
  }

  <T> HttpResponse<T> send(String method, String path, String type, String body, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher content =
        body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", type).method(method, content).build();
    return client.send(request, handler);
  }
}
