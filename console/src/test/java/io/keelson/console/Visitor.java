package io.keelson.console;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** What a browser does of HTTP: cookies, the headers that tell where a request comes from. */
public final class Visitor {

  static final String SESSION = "__Host-keelson";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final HttpClient CLIENT = client();

  private final int port;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private String csrf = "";

  Visitor(int port) {
    this.port = port;
  }

  String origin() {
    return "https://localhost:" + port;
  }

  Map<String, String> cookies() {
    return cookies;
  }

  String csrf() {
    return csrf;
  }

  /** Opens a page of its own, and remembers its token. */
  public HttpResponse<String> get(String path) throws Exception {
    HttpResponse<String> answer = send(request(path).header("Sec-Fetch-Site", "same-origin").GET());
    csrf = between(answer.body(), "name=\"csrf\" value=\"", "\"");
    return answer;
  }

  /** Sends a form with the token of the last page. */
  public HttpResponse<String> post(String path, String... fields) throws Exception {
    return send(
        request(path)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Origin", origin())
            .header("Content-Type", FORM)
            .POST(BodyPublishers.ofString(form(csrf, fields))));
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Accept-Language", "en");
    if (!cookies.isEmpty()) {
      StringJoiner all = new StringJoiner("; ");
      cookies.forEach((name, value) -> all.add(name + "=" + value));
      request.header("Cookie", all.toString());
    }
    return request;
  }

  /** Sends anything, and keeps the cookies that come back. */
  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
    for (String cookie : answer.headers().allValues("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      if (cookie.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return answer;
  }

  static String form(String csrf, String... fields) {
    StringJoiner form = new StringJoiner("&");
    form.add("csrf=" + encoded(csrf));
    for (int i = 0; i < fields.length; i += 2) {
      form.add(encoded(fields[i]) + "=" + encoded(fields[i + 1]));
    }
    return form.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  HttpResponse<String> login(String name, String password) throws Exception {
    get("/login");
    return post("/login", "name", name, "password", password);
  }

  void choosePassword(String old, String fresh) throws Exception {
    get("/password");
    HttpResponse<String> changed = post("/password", "old", old, "fresh", fresh, "again", fresh);
    if (changed.statusCode() != 303) {
      throw new AssertionError("password not changed: " + changed.body());
    }
    get("/password");
  }

  /** What stands between the first two of these; empty when it does not. */
  public static String between(String text, String before, String after) {
    int start = text.indexOf(before);
    int end = start < 0 ? -1 : text.indexOf(after, start + before.length());
    return end < 0 ? "" : text.substring(start + before.length(), end);
  }

  private static HttpClient client() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Everybody()}, new SecureRandom());
      return HttpClient.newBuilder()
          .sslContext(context)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate is the console's own, as a person accepts it in the browser. */
  private static final class Everybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
