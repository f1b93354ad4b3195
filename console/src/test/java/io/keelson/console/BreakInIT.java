package io.keelson.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.console.controller.Access;
import io.keelson.console.controller.Routes;
import io.keelson.console.controller.Routes.Address;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways in that must be none, against the whole console. */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BreakInIT {

  private final ApiServer api;
  private ConsoleRig rig;
  private Visitor admin;
  private Visitor user;

  BreakInIT(ApiServer api) {
    this.api = api;
  }

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    rig = ConsoleRig.on(api, directory);
    admin = rig.admin();
    user = rig.user(admin, "nora", "viewer", "blue");
  }

  @AfterAll
  void stop() {
    rig.close();
  }

  /** Every address with something in its places. */
  private List<Address> addresses() {
    List<Address> all = new ArrayList<>();
    for (Address one : Routes.addresses(rig.areas())) {
      all.add(
          new Address(
              one.method(), one.path().replaceAll("\\{[a-z]+}", "nothing-there"), one.access()));
    }
    assertThat(all).hasSizeGreaterThan(25);
    return all;
  }

  private static void isGuarded(HttpResponse<?> answer, String what) {
    String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
    assertThat(policy)
        .as(what)
        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
        .contains("require-trusted-types-for 'script'")
        .doesNotContain("unsafe", "*", "http");
    has(answer, what, "X-Content-Type-Options", "nosniff");
    has(answer, what, "X-Frame-Options", "DENY");
    has(answer, what, "Referrer-Policy", "no-referrer");
    has(answer, what, "Cross-Origin-Opener-Policy", "same-origin");
    has(answer, what, "Cross-Origin-Resource-Policy", "same-origin");
    assertThat(answer.headers().firstValue("Strict-Transport-Security").orElse(""))
        .as(what)
        .contains("max-age=");
    assertThat(answer.headers().firstValue("Server")).as(what).isEmpty();
    for (String cookie : answer.headers().allValues("Set-Cookie")) {
      assertThat(cookie)
          .as(what)
          .startsWith("__Host-")
          .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict")
          .doesNotContain("Domain");
    }
  }

  private static void has(HttpResponse<?> answer, String what, String header, String value) {
    assertThat(answer.headers().allValues(header)).as(what + " " + header).containsExactly(value);
  }

  @Test
  @DisplayName("W-08, W-12, W-18: cookies and headers on every address, whoever asks and however")
  void everyAddressIsGuarded() throws Exception {
    Visitor nobody = rig.visitor();
    for (Address one : addresses()) {
      for (Visitor who : List.of(nobody, user, admin)) {
        if (one.path().startsWith("/events") || one.path().equals("/logout")) {
          continue;
        }
        String what = one.method() + " " + one.path();
        HttpResponse<String> answer =
            one.method().equals("GET")
                ? who.get(one.path())
                // Without a token: nothing is done.
                : who.send(
                    who.request(one.path())
                        .header("Origin", who.origin())
                        .header("Content-Type", Visitor.FORM)
                        .POST(BodyPublishers.ofString("csrf=x")));
        isGuarded(answer, what);
        if (one.method().equals("POST")) {
          assertThat(answer.statusCode()).as(what).isIn(403, 303);
          assertThat(answer.statusCode() == 303).as(what).isEqualTo(isAskedIn(answer));
        }
        if (!one.path().startsWith("/assets/")) {
          has(answer, what, "Cache-Control", "no-store");
        }
        assertThat(answer.body()).as(what).doesNotContain("Exception", "at io.keelson");
      }
    }
  }

  private static boolean isAskedIn(HttpResponse<?> answer) {
    return answer.headers().firstValue("Location").orElse("").startsWith("/login");
  }

  @Test
  @DisplayName(
      "Nobody sees anything without a session, and a user nothing that is for administrators")
  void everyAddressHasItsDoor() throws Exception {
    for (Address one : addresses()) {
      if (one.access() == Access.ANYONE || !one.method().equals("GET")) {
        continue;
      }
      HttpResponse<String> answer = rig.visitor().get(one.path());
      assertThat(answer.statusCode()).as(one.path()).isEqualTo(303);
      assertThat(isAskedIn(answer)).as(one.path()).isTrue();
      if (one.access() == Access.ADMINISTRATOR) {
        assertThat(user.get(one.path()).statusCode()).as(one.path()).isEqualTo(403);
      }
    }
  }

  @ParameterizedTest
  @DisplayName("W-20: only what is packaged is served")
  @ValueSource(
      strings = {
        "/assets/",
        "/assets",
        "/assets/..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/keelson.css",
        "/assets/logback.xml",
        "/assets/htmx.js.map",
        "/.git/config",
        "/META-INF/MANIFEST.MF",
        "/metrics",
        "/livez",
        "/actuator",
        "/webjars/bootstrap/5.3.8/css/bootstrap.min.css",
        "/login/",
        "//login",
        "/LOGIN",
        "/db/migration/V1__.sql",
      })
  void servesNothingElse(String path) throws Exception {
    HttpResponse<String> answer = admin.get(path);

    assertThat(answer.statusCode()).isIn(400, 404);
    isGuarded(answer, path);
  }

  @Test
  @DisplayName(
      "W-07: the cookie of before a login is worth nothing after it, and an id in the address nothing at all")
  void takesNoSessionThatSomebodyElseChose() throws Exception {
    Visitor victim = rig.visitor();
    victim.cookies().put(Visitor.SESSION, "chosen-by-the-attacker-0123456789abcdef");
    victim.get("/login");
    assertThat(victim.cookies().get(Visitor.SESSION))
        .isEqualTo("chosen-by-the-attacker-0123456789abcdef");
    victim.post("/login", "name", "admin", "password", "a word that nobody guesses");

    assertThat(victim.cookies().get(Visitor.SESSION)).hasSizeGreaterThan(40);
    assertThat(victim.get("/users").statusCode()).isEqualTo(200);
    String session = victim.cookies().get(Visitor.SESSION);
    Visitor thief = rig.visitor();
    assertThat(thief.get("/users?" + Visitor.SESSION + "=" + session).statusCode()).isEqualTo(303);
    assertThat(thief.get("/users;jsessionid=" + session).statusCode()).isIn(303, 400, 404);
  }

  @Test
  @DisplayName("W-09: a session is dead on the server after logout")
  void logoutEndsIt() throws Exception {
    Visitor leaving = rig.visitor();
    leaving.login("nora", "a word that nobody guessesnora");
    leaving.get("/password");
    String cookie = leaving.cookies().get(Visitor.SESSION);
    assertThat(leaving.post("/logout").statusCode()).isEqualTo(303);
    assertThat(leaving.cookies()).doesNotContainKey(Visitor.SESSION);

    leaving.cookies().put(Visitor.SESSION, cookie);
    assertThat(leaving.get("/mykinds").statusCode()).isEqualTo(303);
  }

  private HttpResponse<String> forged(String type, String... headers) throws Exception {
    var request = admin.request("/users/new");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return admin.send(
        request
            .header("Content-Type", type)
            .POST(
                BodyPublishers.ofString(
                    Visitor.form(admin.csrf(), "name", "mallory", "administrator", "on"))));
  }

  @Test
  @DisplayName("W-10: what another site sends is not served, even with the right token")
  void servesNoOtherSite() throws Exception {
    admin.get("/users/new");
    String own = admin.origin();

    assertThat(forged(Visitor.FORM).statusCode()).isEqualTo(403);
    assertThat(forged(Visitor.FORM, "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    assertThat(forged(Visitor.FORM, "Origin", "null").statusCode()).isEqualTo(403);
    assertThat(forged(Visitor.FORM, "Origin", own, "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(forged(Visitor.FORM, "Origin", own, "Sec-Fetch-Site", "same-site").statusCode())
        .isEqualTo(403);
    assertThat(forged(Visitor.FORM, "Origin", "null", "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(forged("text/plain", "Origin", own).statusCode()).isEqualTo(415);
    assertThat(forged("application/json", "Origin", own).statusCode()).isEqualTo(415);
    assertThat(forged("multipart/form-data; boundary=x", "Origin", own).statusCode())
        .isEqualTo(415);
    assertThat(admin.get("/users?search=mallory").body()).doesNotContain(">mallory<");
  }

  @Test
  @DisplayName("W-10: a token is that of its session")
  void takesNoOtherToken() throws Exception {
    user.get("/password");
    String others = user.csrf();
    for (String token : List.of("", "x", others)) {
      HttpResponse<String> answer =
          admin.send(
              admin
                  .request("/users/new")
                  .header("Origin", admin.origin())
                  .header("Content-Type", Visitor.FORM)
                  .POST(BodyPublishers.ofString(Visitor.form(token, "name", "mallory"))));
      assertThat(answer.statusCode()).isEqualTo(403);
    }
  }

  @Test
  @DisplayName("W-10: a GET changes nothing, whatever its headers say")
  void aGetIsAGet() throws Exception {
    HttpResponse<String> override =
        admin.send(
            admin
                .request("/users/new?name=mallory")
                .header("X-HTTP-Method-Override", "POST")
                .GET());
    assertThat(override.statusCode()).isIn(200, 400);
    for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
      HttpResponse<String> answer =
          admin.send(admin.request("/users").method(method, BodyPublishers.noBody()));
      assertThat(answer.statusCode()).as(method).isIn(400, 405);
    }
    assertThat(admin.get("/users?search=mallory").body()).doesNotContain(">mallory<");
  }

  @ParameterizedTest
  @DisplayName("W-16: after a login one lands here, nowhere else")
  @ValueSource(
      strings = {
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=y",
        "evil.example",
        "/a@evil.example",
      })
  void landsHere(String next) throws Exception {
    Visitor visitor = rig.visitor();
    visitor.get("/login");
    HttpResponse<String> answer =
        visitor.post(
            "/login", "name", "nora", "password", "a word that nobody guessesnora", "next", next);

    assertThat(answer.statusCode()).isEqualTo(303);
    String target = answer.headers().firstValue("Location").orElse("");
    assertThat(target).startsWith("/").doesNotStartWith("//").doesNotContain("evil", "\\", "\n");
  }

  @Test
  @DisplayName("W-16: a login that another site begins is none")
  void loginNeedsATokenToo() throws Exception {
    Visitor visitor = rig.visitor();
    HttpResponse<String> answer =
        visitor.send(
            visitor
                .request("/login")
                .header("Origin", visitor.origin())
                .header("Content-Type", Visitor.FORM)
                .POST(
                    BodyPublishers.ofString(
                        Visitor.form(
                            "", "name", "nora", "password", "a word that nobody guessesnora"))));
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  /** A stream that is served after all would never end. */
  @Timeout(60)
  @Test
  @DisplayName("W-19: streams are for our own pages, and no other protocol is taken up")
  void streamsAreForOurPages() throws Exception {
    assertThat(
            admin
                .send(
                    admin.request("/events/mykinds").header("Origin", "https://evil.example").GET())
                .statusCode())
        .isEqualTo(403);
    assertThat(
            admin
                .send(admin.request("/events/mykinds").header("Sec-Fetch-Site", "cross-site").GET())
                .statusCode())
        .isEqualTo(403);
    assertThat(
            admin
                .send(
                    admin
                        .request("/events/mykinds")
                        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                        .GET())
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  @DisplayName("W-14: what a browser says about who it is is not passed on")
  void whoOneIsIsNotForTheBrowserToSay() throws Exception {
    HttpResponse<String> answer =
        user.send(
            user.request("/mykinds/green/x")
                .header("Authorization", "Bearer system:masters")
                .header("Impersonate-User", "system:admin")
                .header("Impersonate-Group", "system:masters")
                .GET());
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  @DisplayName("Bodies without a length, too large, damaged: told, and the console goes on")
  void bodiesAreBounded() throws Exception {
    admin.get("/users/new");
    byte[] large = ("csrf=" + "x".repeat(4 << 20)).getBytes(StandardCharsets.UTF_8);
    assertThat(post(admin, large).statusCode()).isEqualTo(413);
    byte[] login = new byte[20_000];
    Visitor nobody = rig.visitor();
    assertThat(
            nobody
                .send(
                    nobody
                        .request("/login")
                        .header("Origin", nobody.origin())
                        .header("Content-Type", Visitor.FORM)
                        .POST(BodyPublishers.ofByteArray(login)))
                .statusCode())
        .isEqualTo(413);
    assertThat(post(admin, "csrf=%zz".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(400);
    assertThat(post(admin, new byte[] {(byte) 0xff, (byte) 0xfe}).statusCode()).isEqualTo(400);
    String many = "a=1&".repeat(5_000);
    assertThat(post(admin, many.getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(413);
    assertThat(admin.get("/users").statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> post(Visitor who, byte[] body) throws Exception {
    return who.send(
        who.request("/users/new")
            .header("Origin", who.origin())
            .header("Content-Type", Visitor.FORM)
            .POST(BodyPublishers.ofByteArray(body)));
  }
}
