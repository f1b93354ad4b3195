package io.keelson.e2e;

import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.Cookie;
import io.keelson.testing.browser.Chromium;
import io.keelson.testing.browser.Sight;
import io.keelson.testing.browser.Tab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The console of the chart, as people use it: in a real browser, against real nodes, each with
 * their own rights. One story, told in order; pictures of what is seen are left in target/sights.
 */
@OnCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsoleIT {

  private static final Path PICTURES = Checkout.path("target/sights");
  private static final String KEY = "net.ipv4.tcp_fin_timeout";
  private static final String SECRET_VALUE = "correct-horse-battery-";

  private final Cluster cluster;
  private final Map<String, String> oneTime = new LinkedHashMap<>();
  private final List<Tab> tabs = new ArrayList<>();
  private Chromium chromium;
  private PortForward forward;
  private Tab admin;

  ConsoleIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install() throws IOException {
    cluster.installConsole().orThrow();
    forward = PortForward.to("service/keelson-console", 443);
    chromium = Chromium.start(Checkout.path("."));
    admin = open(Sight.DESKTOP);
  }

  @AfterEach
  void nothingBrokeInTheBrowser() {
    for (Tab tab : tabs) {
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @AfterAll
  void end() {
    tabs.forEach(Tab::close);
    if (chromium != null) {
      chromium.close();
    }
    if (forward != null) {
      forward.close();
    }
    cluster.install().orThrow();
    cluster.removeConsoleLeftovers();
  }

  private Tab open(Sight sight) {
    Tab tab = chromium.open(sight, "https://localhost:" + forward.port(), PICTURES);
    tabs.add(tab);
    return tab;
  }

  private static void login(Tab tab, String name, String password) {
    tab.at("/login").fill("name", name).fill("password", password).press("main button.btn-primary");
  }

  private static void choosePassword(Tab tab, String old, String fresh) {
    tab.arrivesAt("/password")
        .fill("old", old)
        .fill("fresh", fresh)
        .fill("again", fresh)
        .press("main button.btn-primary")
        .arrivesAt("/");
  }

  /** Somebody who logs in for the first time with what an administrator passed on. */
  private Tab first(String name, Sight sight) {
    Tab tab = open(sight);
    login(tab, name, oneTime.get(name));
    choosePassword(tab, oneTime.get(name), SECRET_VALUE + name);
    return tab;
  }

  private Tab again(String name, Sight sight) {
    Tab tab = open(sight);
    login(tab, name, SECRET_VALUE + name);
    tab.arrivesAt("/");
    return tab;
  }

  @Test
  @Order(1)
  @DisplayName("W-01: the first password comes from the Secret, must be changed, and is gone then")
  void firstLogin() {
    String password =
        new String(
            Base64.getDecoder()
                .decode(
                    cluster
                        .getSystem("secret", "keelson-console")
                        .at("/data/first-password")
                        .asText()),
            StandardCharsets.UTF_8);
    admin.at("/").arrivesAt("/login").picture("login");
    login(admin, "admin", "not the password");
    admin.sees("#trouble", "do not fit together").picture("login-wrong");
    eventually(
        () -> {
          login(admin, "admin", password);
          assertThat(admin.page().url()).endsWith("/password");
        });
    admin.picture("first-password").at("/mykinds").arrivesAt("/password");
    choosePassword(admin, password, SECRET_VALUE + "admin");

    admin.sees("h1").picture("overview-empty");
    eventually(
        () ->
            assertThat(
                    cluster
                        .getSystem("secret", "keelson-console")
                        .at("/data")
                        .has("first-password"))
                .isFalse());
  }

  private void makeUser(String name, String role) {
    admin
        .at("/users/new")
        .fill("name", name)
        .fill("namespace1", "default")
        .choose("role1", role)
        .press("form.k-card button.btn-primary")
        .sees("#onetime");
    oneTime.put(name, admin.text("#onetime").strip());
    assertThat(oneTime.get(name)).hasSizeGreaterThan(15);
  }

  private boolean may(String user, String verb) {
    return cluster
        .kubectl(
            "auth",
            "can-i",
            verb,
            "mykinds.apps.mydomain.com",
            "-n",
            "default",
            "--as=system:serviceaccount:keelson-console-users:u-" + user)
        .succeeded();
  }

  @Test
  @Order(2)
  @DisplayName("W-13: a viewer is refused a change by Kubernetes, and sees why")
  void kubernetesDecides() {
    makeUser("vera", "viewer");
    makeUser("otto", "operator");
    admin.at("/users").picture("users");
    assertThat(may("vera", "list")).isTrue();
    assertThat(may("vera", "create")).isFalse();
    assertThat(may("otto", "create")).isTrue();
    assertThat(may("otto", "delete")).isFalse();

    Tab vera = first("vera", Sight.DESKTOP);
    vera.at("/mykinds").sees("h1").picture("mykinds-empty");
    propose(vera, "swap", "11");
    vera.sees("#findings, .alert", "Kubernetes").picture("viewer-refused");
    assertThat(cluster.kubectl("get", "mk", "swap").succeeded()).isFalse();
    vera.at("/users").sees("h1", "Only administrators").picture("forbidden");
  }

  /** The form of a new MyKind for node1, up to its preview. */
  private static void propose(Tab tab, String name, String value) {
    tab.at("/mykinds/new")
        .fill("name", name)
        .fill("namespace", "default")
        .fill("workers", "node1")
        .fill("key0", KEY)
        .fill("value0", value)
        .press("button[value=preview]");
  }

  @Test
  @Order(3)
  @DisplayName("An operator previews and applies a sysctl to node1 and sees it arrive")
  void applies() {
    String before = cluster.sysctl("node1", KEY);
    String other = cluster.sysctl("node2", KEY);
    Tab otto = first("otto", Sight.DESKTOP);
    otto.at("/mykinds/new").fill("key0", KEY).fill("value0", "12k");
    otto.sees("#found-0", "whole number").picture("form-wrong");

    propose(otto, "swap", "17");
    otto.sees("#result[data-done]", "One node is meant")
        .sees("#result", before)
        .sees("#result", "17");
    otto.picture("preview");
    assertThat(cluster.sysctl("node1", KEY)).isEqualTo(before);
    otto.press("form[action='/mykinds/apply'] button.btn-primary");

    otto.arrivesAt("/mykinds/default/swap").sees("#standing", "1 node applied").picture("mykind");
    assertThat(cluster.sysctl("node1", KEY)).isEqualTo("17");
    assertThat(cluster.sysctl("node2", KEY)).isEqualTo(other);

    // Somebody else changes it; nobody reloads the page.
    cluster
        .kubectl(
            "patch",
            "mk",
            "swap",
            "--type=json",
            "-p",
            "[{\"op\":\"replace\",\"path\":\"/spec/Http/Parameters/0/Value\",\"value\":\"18\"}]")
        .orThrow();
    otto.sees("[sse-swap=results]", "18");

    cluster.on("node1", "sysctl", "-w", KEY + "=60").orThrow();
    otto.sees("[sse-swap=results]", "was changed by others").picture("drift");
    assertThat(cluster.sysctl("node1", KEY)).isEqualTo("18");
    otto.at("/nodes/node1").sees("main", KEY).picture("node");
    otto.at("/").sees("main", "swap").picture("overview");

    otto.at("/mykinds/default/swap/edit").fill("value0", "19").press("button[value=preview]");
    otto.sees("#result[data-done]", "19")
        .press("form[action='/mykinds/apply'] button.btn-primary")
        .arrivesAt("/mykinds/default/swap")
        .sees("#standing", "1 node applied");
    eventually(() -> assertThat(cluster.sysctl("node1", KEY)).isEqualTo("19"));

    otto.at("/mykinds/default/swap/history").sees("main", "otto").picture("history");
    otto.press("a[href*='revision=']").sees("#value0");
    otto.press("button[value=preview]")
        .sees("#result[data-done]")
        .press("form[action='/mykinds/apply'] button.btn-primary")
        .arrivesAt("/mykinds/default/swap");
    eventually(() -> assertThat(cluster.sysctl("node1", KEY)).isEqualTo("18"));

    // The preview of who may not delete is parked, and is not among the others.
    otto.at("/mykinds").sees("#table", "swap");
    assertThat(otto.text("#table")).doesNotContain("keelson-preview");
    otto.at("/mykinds/default/swap/delete")
        .fill("confirm", "swap")
        .press("button.btn-danger")
        .sees("h1", "allow");
    assertThat(cluster.myKind("swap").at("/spec/DeletionPolicy").asText("Revert"))
        .isEqualTo("Revert");
  }

  @Test
  @Order(4)
  @DisplayName("W-21: what touches every node is applied only after its name is typed")
  void everyNodeIsConfirmed() {
    Tab otto = again("otto", Sight.DESKTOP);
    otto.at("/mykinds/new")
        .fill("name", "wide")
        .fill("namespace", "default")
        .fill("key0", "vm.dirty_ratio")
        .fill("value0", "33")
        .press("button[value=preview]")
        .sees("#result[data-done]", "3 nodes are meant")
        .sees("#why", "every node")
        .sees("#why", "control plane")
        .picture("confirm");
    otto.fill("confirm", "wid").press("form[action='/mykinds/apply'] button.btn-primary");
    otto.sees("#why", "not the name");
    assertThat(cluster.kubectl("get", "mk", "wide").succeeded()).isFalse();
    otto.fill("confirm", "wide").press("form[action='/mykinds/apply'] button.btn-primary");
    otto.arrivesAt("/mykinds/default/wide").sees("#standing", "3 nodes applied");
    assertThat(cluster.sysctl("master", "vm.dirty_ratio")).isEqualTo("33");
  }

  @Test
  @Order(5)
  @DisplayName("Deleted with Revert, the nodes have again what they had")
  void reverts() {
    String before = cluster.sysctl("node1", KEY);
    cluster.apply(aMyKind().named("swap").onNodes("node1").sysctl(KEY, "23").yaml()).orThrow();
    cluster.waitReady("swap").orThrow();
    admin.at("/mykinds/default/swap/delete").sees("main", "What becomes").picture("delete");
    admin.press("#policy-revert").fill("confirm", "swap").press("button.btn-danger");

    admin.arrivesAt("/mykinds");
    eventually(() -> assertThat(cluster.sysctl("node1", KEY)).isEqualTo(before));
    eventually(() -> assertThat(cluster.kubectl("get", "mk", "swap").succeeded()).isFalse());
  }

  @Test
  @Order(6)
  @DisplayName("A restarted pod knows its users and who is logged in")
  void survivesItsPod() throws IOException {
    cluster.system("rollout", "restart", "deployment/keelson-console").orThrow();
    cluster.system("rollout", "status", "deployment/keelson-console", "--timeout=120s").orThrow();
    forward.close();
    forward = PortForward.to("service/keelson-console", 443);
    // Cookies do not know ports: the session is that of before.
    Tab moved = chromium.open(Sight.DESKTOP, "https://localhost:" + forward.port(), PICTURES);
    tabs.add(moved);
    moved.page().context().addCookies(cookiesOf(admin));
    moved.at("/users").sees("main", "otto");
    admin = moved;
  }

  private static List<Cookie> cookiesOf(Tab tab) {
    return tab.page().context().cookies().stream()
        .map(
            cookie ->
                new Cookie(cookie.name, cookie.value)
                    .setUrl("https://localhost/")
                    .setSecure(true)
                    .setHttpOnly(true))
        .toList();
  }

  @Test
  @Order(7)
  @DisplayName("W-22: what was done and what was denied is in the audit, to be exported")
  void audit() throws IOException {
    admin.at("/audit").sees("main", "APPLY").picture("audit");
    Download download =
        admin.page().waitForDownload(() -> admin.press("form[action='/audit/export'] button"));
    String exported = Files.readString(download.path());

    assertThat(exported.lines())
        .anyMatch(
            line -> line.contains("\"otto\"") && line.contains("APPLY") && line.contains("\"OK\""))
        .anyMatch(line -> line.contains("\"vera\"") && line.contains("\"DENIED\""))
        .anyMatch(line -> line.contains("\"admin\"") && line.contains("DELETE"));
    assertThat(exported).doesNotContain(SECRET_VALUE);
  }

  @Test
  @Order(8)
  @DisplayName(
      "Every page in both languages, on a desktop and a phone, light and dark, without barriers")
  void everyPageForEveryone() {
    cluster.apply(aMyKind().named("sight").onNodes("node1").sysctl(KEY, "29").yaml()).orThrow();
    cluster.apply(aMyKind().named("wrong").onNodes("nowhere").sysctl(KEY, "29").yaml()).orThrow();
    cluster.waitReady("sight").orThrow();
    List<String> barriers = new ArrayList<>();
    for (Sight sight : List.of(Sight.DESKTOP, Sight.DESKTOP_DARK, Sight.PHONE, Sight.PHONE_DARK)) {
      Tab tab = open(sight);
      tab.at("/login").sees("#name");
      look(tab, "login", sight, barriers);
      login(tab, "admin", SECRET_VALUE + "admin");
      tab.arrivesAt("/");
      for (Map.Entry<String, String> page : pages().entrySet()) {
        tab.at(page.getValue()).sees("h1");
        look(tab, page.getKey(), sight, barriers);
      }
    }
    assertThat(barriers).isEmpty();
  }

  private static void look(Tab tab, String name, Sight sight, List<String> barriers) {
    tab.picture(name);
    tab.barriers().forEach(one -> barriers.add(name + " " + sight.name() + " " + one));
    if (tab.isTooWide()) {
      barriers.add(name + " " + sight.name() + " is wider than the screen");
    }
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("overview", "/");
    pages.put("mykinds", "/mykinds");
    pages.put("mykind", "/mykinds/default/sight");
    pages.put("mykind-error", "/mykinds/default/wrong");
    pages.put("history", "/mykinds/default/sight/history");
    pages.put("edit", "/mykinds/default/sight/edit");
    pages.put("new", "/mykinds/new");
    pages.put("delete", "/mykinds/default/sight/delete");
    pages.put("nodes", "/nodes");
    pages.put("node", "/nodes/node1");
    pages.put("users", "/users");
    pages.put("user-new", "/users/new");
    pages.put("audit", "/audit");
    pages.put("password", "/password");
    pages.put("missing", "/mykinds/default/nothere");
    pages.put("notfound", "/nowhere");
    return pages;
  }
}
