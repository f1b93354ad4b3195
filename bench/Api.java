import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.keelson.trust.Pem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The API server that a kubeconfig names, with its client certificate. */
record Api(String url, HttpClient client) {

  private static final char[] NO_PASSWORD = new char[0];

  static Api of(Path kubeconfig) throws Exception {
    JsonNode config = new YAMLMapper().readTree(kubeconfig.toFile());
    JsonNode cluster = config.at("/clusters/0/cluster");
    JsonNode user = config.at("/users/0/user");
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(tls(cluster, user))
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    return new Api(cluster.path("server").asText(), client);
  }

  /** Not by Keelson's own trust: certificates of API servers need not say what they are for. */
  private static SSLContext tls(JsonNode cluster, JsonNode user) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(
        "user",
        Pem.privateKey(pem(user, "client-key-data")),
        NO_PASSWORD,
        Pem.certificates(pem(user, "client-certificate-data")).toArray(X509Certificate[]::new));
    for (X509Certificate authority : Pem.certificates(pem(cluster, "certificate-authority-data"))) {
      store.setCertificateEntry(authority.getSerialNumber().toString(16), authority);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
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
