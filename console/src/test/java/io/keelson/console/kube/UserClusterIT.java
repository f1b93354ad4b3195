package io.keelson.console.kube;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.service.Grant;
import io.keelson.console.service.Role;
import io.keelson.console.service.User;
import io.keelson.testing.MyKinds;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What pages read and change, as a user with a role for all namespaces. */
@ExtendWith(ApiServerExtension.class)
final class UserClusterIT {

  private static final String NAMESPACE = "default";

  private final ApiServer api;
  @TempDir Path directory;
  private KubeHttp http;
  private UserTokens tokens;
  private Accounts accounts;
  private UserCluster cluster;

  UserClusterIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void bringUser() throws Exception {
    Installed installed = Installed.in(api, directory);
    http = installed.http();
    tokens = installed.tokens(http);
    accounts = new Accounts(http, installed.own(), Installed.USERS, tokens);
    accounts.bring("cid", true, List.of(new Grant(Grant.EVERYWHERE, Role.ADMIN)));
    cluster =
        new Clusters(http, tokens)
            .of(
                new User(
                    UUID.randomUUID(),
                    "cid",
                    false,
                    true,
                    false,
                    "",
                    List.of(),
                    Instant.EPOCH,
                    null));
  }

  @AfterEach
  void removeUser() throws Exception {
    accounts.remove("cid");
    api.clear();
  }

  private static ObjectNode json(MyKinds kind) {
    return KubeHttp.JSON.valueToTree(kind.resource());
  }

  private static String nameOf(JsonNode item) {
    return item.path("metadata").path("name").asText();
  }

  private JsonNode ok(KubeAnswer answer) {
    assertThat(answer).isInstanceOf(KubeAnswer.Ok.class);
    return ((KubeAnswer.Ok) answer).body();
  }

  private static Sentence sentence(KubeAnswer answer) {
    return Sentences.of(answer);
  }

  @Test
  void makesChangesAndDeletes() {
    ObjectNode swap = json(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
    ok(cluster.create(NAMESPACE, swap, true));
    assertThat(sentence(cluster.myKind(NAMESPACE, "swap")).key()).isEqualTo("kube.notfound");

    JsonNode made = ok(cluster.create(NAMESPACE, swap, false));
    assertThat(sentence(cluster.create(NAMESPACE, swap, false)).key()).isEqualTo("kube.exists");

    ok(
        cluster.patch(
            NAMESPACE, "swap", KubeHttp.JSON.valueToTree(Map.of("spec", Map.of("Paused", true)))));
    assertThat(sentence(cluster.replace(NAMESPACE, "swap", made, false)).key())
        .as("seen before the patch")
        .isEqualTo("kube.conflict");
    JsonNode present = ok(cluster.myKind(NAMESPACE, "swap"));
    assertThat(present.path("spec").path("Paused").asBoolean()).isTrue();
    ok(cluster.replace(NAMESPACE, "swap", present, true));

    String uid = present.path("metadata").path("uid").asText();
    assertThat(
            sentence(cluster.delete(NAMESPACE, "swap", UUID.randomUUID().toString(), null)).key())
        .isEqualTo("kube.conflict");
    ok(cluster.delete(NAMESPACE, "swap", uid, null));
  }

  @Test
  void aRuleOfTheCrdIsToldInItsOwnWords() {
    ObjectNode wrong = json(aMyKind().named("wrong").sysctl("vm.swappiness", "10"));
    ((ObjectNode) wrong.path("spec").path("Http")).putArray("Parameters");

    Sentence sentence = sentence(cluster.create(NAMESPACE, wrong, true));

    assertThat(sentence.key()).isEqualTo("kube.invalid");
    assertThat(String.join(" ", sentence.detail()))
        .contains("spec.Http")
        .contains("POST needs at least one entry in Parameters")
        .doesNotContain("Invalid value: \"object\"");
  }

  @Test
  void aFieldThatMyKindsDoNotHaveIsRefused() {
    ObjectNode typo = json(aMyKind().named("typo").sysctl("vm.swappiness", "10"));
    ((ObjectNode) typo.path("spec")).put("Pausd", true);

    Sentence sentence = sentence(cluster.create(NAMESPACE, typo, true));

    assertThat(sentence.key()).isEqualTo("kube.invalid");
    assertThat(sentence.detail().toString()).contains("spec.Pausd");
  }

  @Test
  void namesThatLeadElsewhereAreNotThere() {
    assertThat(sentence(cluster.myKind("../..", "x")).key()).isEqualTo("kube.notfound");
    assertThat(sentence(cluster.myKind(NAMESPACE, "x/status")).key()).isEqualTo("kube.notfound");
    assertThat(sentence(cluster.node("..")).key()).isEqualTo("kube.notfound");
    assertThat(cluster.myKinds("a/b", item -> item)).isInstanceOf(Listed.Failed.class);
  }

  @Test
  void readsEveryPageOfALongList() {
    IntStream.range(0, 7)
        .forEach(
            i ->
                api.apply(aMyKind().named("kind" + i).sysctl("vm.swappiness", "10").yaml())
                    .orThrow());
    api.createNode("node1", "10.0.0.1", Map.of("zone", "a"), true);
    api.createNode("node2", "10.0.0.2", Map.of("zone", "b"), true);
    Walks small =
        new Walks(http, new Walks.Limits(1, Duration.ofSeconds(1), Duration.ofSeconds(20), 3, 100));
    UserCluster cid = new UserCluster(http, new UserToken(tokens, "cid"), small);

    Listed<String> all = cid.myKinds(null, UserClusterIT::nameOf);

    assertThat(all)
        .isInstanceOfSatisfying(
            Listed.All.class,
            list -> {
              assertThat(list.items()).hasSize(7);
              assertThat(list.cut()).isFalse();
              assertThat(list.resourceVersion()).matches("[0-9]+");
            });
    assertThat(cid.nodes(UserClusterIT::nameOf))
        .isInstanceOfSatisfying(
            Listed.All.class,
            list -> assertThat(list.items()).isEqualTo(List.of("node1", "node2")));
  }

  @Test
  void seesChangesUntilItIsClosed() throws Exception {
    String version = cluster.versionOfMyKinds(null).orElseThrow();
    WatchTest.Notes notes = new WatchTest.Notes();
    Watch watch = (Watch) cluster.watchMyKinds(null, version, notes);

    api.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10").yaml()).orThrow();
    await().until(() -> notes.seen.contains("ADDED swap"));
    api.patchMyKind("swap", "{\"spec\":{\"Paused\":true}}");
    await().until(() -> notes.seen.contains("MODIFIED swap"));

    watch.close();
    await().atMost(Duration.ofSeconds(2)).until(watch::isOver);
    api.call("DELETE", "/apis/apps.mydomain.com/v1alpha1/namespaces/default/mykinds/swap");
    assertThat(notes.seen).doesNotContain("DELETED swap");
    assertThat(notes.ends).isEmpty();
  }

  /** The API server ends connections after a time; here after 6 s, as it may as soon as 5. */
  @Test
  void goesOnWhenTheApiServerEndsTheConnection() throws Exception {
    String version = cluster.versionOfMyKinds(null).orElseThrow();
    WatchTest.Notes notes = new WatchTest.Notes();
    List<String> from = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Watch watch =
        Watch.start(
            http,
            new UserToken(tokens, "cid"),
            at -> {
              from.add(at);
              return "/apis/apps.mydomain.com/v1alpha1/mykinds?watch=1&timeoutSeconds=6&resourceVersion="
                  + at;
            },
            version,
            notes)) {
      api.apply(aMyKind().named("first").sysctl("vm.swappiness", "10").yaml()).orThrow();
      await().atMost(Duration.ofSeconds(20)).until(() -> from.size() == 2);
      api.apply(aMyKind().named("second").sysctl("vm.swappiness", "10").yaml()).orThrow();
      await().until(() -> notes.seen.contains("ADDED second"));

      assertThat(notes.seen).containsExactly("ADDED first", "ADDED second");
      assertThat(from.get(1)).isNotEqualTo(version);
      assertThat(notes.ends).isEmpty();
      assertThat(watch.isOver()).isFalse();
    }
  }

  @Test
  void aWatchFromLongAgoIsToldToReadTheListAgain() throws Exception {
    WatchTest.Notes notes = new WatchTest.Notes();
    try (AutoCloseable watch = cluster.watchMyKinds(NAMESPACE, "1", notes)) {
      KubeAnswer end = notes.end();
      assertThat(AccountsIT.codeOf(end)).isEqualTo(410);
      assertThat(sentence(end).key()).isEqualTo("kube.expired");
    }
  }
}
