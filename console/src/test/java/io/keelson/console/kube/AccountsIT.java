package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.service.AccountException;
import io.keelson.console.service.Grant;
import io.keelson.console.service.Role;
import io.keelson.console.service.User;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Users' accounts and rights in a real API server, made with no more than the console may. */
@ExtendWith(ApiServerExtension.class)
final class AccountsIT {

  /** The API server believes a token that it has seen for ten seconds more. */
  private static final Duration CACHED = Duration.ofSeconds(20);

  private static final List<String> VERBS =
      List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");

  private static final Map<Role, Set<String>> MAY =
      Map.of(
          Role.VIEWER, Set.of("get", "list", "watch"),
          Role.OPERATOR, Set.of("get", "list", "watch", "create", "update", "patch"),
          Role.ADMIN, Set.copyOf(VERBS));

  private final ApiServer api;
  @TempDir Path directory;
  private Installed installed;
  private KubeHttp http;
  private UserTokens tokens;
  private Accounts accounts;

  AccountsIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void install() throws IOException {
    installed = Installed.in(api, directory);
    http = installed.http();
    tokens = installed.tokens(http);
    accounts = new Accounts(http, installed.own(), Installed.USERS, tokens);
  }

  @AfterEach
  void removeUsers() throws AccountException {
    for (String user : List.of("ann", "ben")) {
      accounts.remove(user);
    }
    api.clear();
  }

  private UserCluster of(String user) {
    return new Clusters(http, tokens)
        .of(
            new User(
                UUID.randomUUID(), user, false, true, false, "", List.of(), Instant.EPOCH, null));
  }

  private boolean canI(String verb, String user, String namespace) {
    String as = "system:serviceaccount:" + Installed.USERS + ":u-" + user;
    return api.kubectl(
            "auth", "can-i", verb, "mykinds.apps.mydomain.com", "-n", namespace, "--as", as)
        .succeeded();
  }

  private List<String> bindings(String user) {
    return api.kubectl(
            "get",
            "rolebindings,clusterrolebindings",
            "-A",
            "-l",
            Accounts.LABEL + "=" + user,
            "-o",
            "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}={.roleRef.name} {end}")
        .orThrow()
        .strip()
        .transform(text -> text.isEmpty() ? List.of() : List.of(text.split(" ")));
  }

  @Test
  void theConsoleAndKubectlAgreeOnEveryRight() throws Exception {
    for (Role role : Role.values()) {
      accounts.bring("ann", true, List.of(new Grant("blue", role)));
      UserCluster ann = of("ann");
      for (String verb : VERBS) {
        boolean may = MAY.get(role).contains(verb);
        assertThat(ann.mayWithMyKinds(verb, "blue")).as(role + " " + verb).isEqualTo(may);
        assertThat(ann.mayWithMyKinds(verb, "green")).as(role + " " + verb).isFalse();
        assertThat(ann.mayWithMyKinds(verb, null)).as(role + " " + verb).isFalse();
      }
      for (String verb : List.of("list", "patch", "delete")) {
        assertThat(canI(verb, "ann", "blue"))
            .as(role + " " + verb)
            .isEqualTo(MAY.get(role).contains(verb));
        assertThat(canI(verb, "ann", "green")).as(role + " " + verb).isFalse();
      }
    }
  }

  @Test
  void aRoleForAllNamespacesIsABindingOfTheCluster() throws Exception {
    accounts.bring("ann", true, List.of(new Grant(Grant.EVERYWHERE, Role.VIEWER)));

    assertThat(bindings("ann")).containsExactly("/keelson-console:ann=keelson-viewer");
    assertThat(of("ann").mayWithMyKinds("list", null)).isTrue();
    assertThat(of("ann").mayWithMyKinds("create", "blue")).isFalse();
  }

  @Test
  void changesOnlyWhatIsDifferent() throws Exception {
    accounts.bring(
        "ann", true, List.of(new Grant("blue", Role.VIEWER), new Grant("green", Role.ADMIN)));
    String kept = uid("green");
    String changed = uid("blue");

    accounts.bring(
        "ann", true, List.of(new Grant("blue", Role.OPERATOR), new Grant("green", Role.ADMIN)));

    assertThat(bindings("ann"))
        .containsExactlyInAnyOrder(
            "blue/keelson-console:ann=keelson-operator", "green/keelson-console:ann=keelson-admin");
    assertThat(uid("green")).isEqualTo(kept);
    assertThat(uid("blue")).isNotEqualTo(changed);

    accounts.bring("ann", true, List.of());
    assertThat(bindings("ann")).isEmpty();
    assertThat(of("ann").mayWithMyKinds("list", "green")).isFalse();
  }

  private String uid(String namespace) {
    return api.get("rolebinding", namespace, "keelson-console:ann")
        .path("metadata")
        .path("uid")
        .asText();
  }

  /** Somebody put another person into a binding of ours: it is made what it should be. */
  @Test
  void aBindingThatOthersChangedIsMadeAnew() throws Exception {
    accounts.bring("ann", true, List.of(new Grant("blue", Role.ADMIN)));
    api.kubectl(
            "patch",
            "rolebinding",
            "keelson-console:ann",
            "-n",
            "blue",
            "--type=json",
            "-p",
            "[{\"op\":\"add\",\"path\":\"/subjects/-\",\"value\":"
                + "{\"kind\":\"User\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"eve\"}}]")
        .orThrow();

    accounts.bring("ann", true, List.of(new Grant("blue", Role.ADMIN)));

    JsonNode subjects = api.get("rolebinding", "blue", "keelson-console:ann").path("subjects");
    assertThat(subjects).hasSize(1);
    assertThat(subjects.path(0).path("name").asText()).isEqualTo("u-ann");
  }

  @Test
  void aMissingNamespaceIsToldAndTheOthersAreGiven() throws Exception {
    List<Grant> grants =
        List.of(new Grant("nowhere", Role.VIEWER), new Grant("green", Role.VIEWER));

    assertThatThrownBy(() -> accounts.bring("ann", true, grants))
        .isInstanceOf(AccountException.class)
        .hasMessage("there is no namespace nowhere");
    assertThat(bindings("ann")).containsExactly("green/keelson-console:ann=keelson-viewer");
  }

  @Test
  void doesNotTouchWhatIsNotItsOwn() {
    api.apply(
            """
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: u-robot, namespace: keelson-console-users}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: "keelson-console:ben", namespace: blue}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: somebody}]
            """)
        .orThrow();

    assertThatThrownBy(() -> accounts.bring("robot", true, List.of()))
        .hasMessageContaining("is not the console's");
    assertThatThrownBy(() -> accounts.remove("robot")).hasMessageContaining("is not the console's");
    assertThatThrownBy(() -> accounts.bring("ben", true, List.of(new Grant("blue", Role.ADMIN))))
        .hasMessageContaining("is not the console's");
    assertThat(
            api.get("rolebinding", "blue", "keelson-console:ben")
                .path("roleRef")
                .path("name")
                .asText())
        .isEqualTo("view");
    assertThat(api.get("serviceaccount", Installed.USERS, "u-robot").path("metadata").has("uid"))
        .isTrue();
    api.kubectl("delete", "rolebinding", "keelson-console:ben", "-n", "blue").orThrow();
  }

  /** W-09: who is disabled has no rights at once and no token as soon as it is forgotten. */
  @Test
  void aDisabledUserLosesRightsAtOnceAndItsTokenDies() throws Exception {
    accounts.bring("ann", true, List.of(new Grant("blue", Role.VIEWER)));
    Bearer token = tokens.of("ann");
    String path = "/apis/apps.mydomain.com/v1alpha1/namespaces/blue/mykinds";
    assertThat(http.get(token, path)).isInstanceOf(KubeAnswer.Ok.class);

    accounts.bring("ann", false, List.of(new Grant("blue", Role.VIEWER)));

    await()
        .atMost(CACHED)
        .untilAsserted(() -> assertThat(codeOf(http.get(token, path))).isIn(401, 403));
    await()
        .atMost(CACHED)
        .untilAsserted(() -> assertThat(codeOf(http.get(token, path))).isEqualTo(401));
    assertThat(Sentences.of(of("ann").myKind("blue", "x")).key()).isEqualTo("kube.noaccount");
    assertThat(bindings("ann")).isEmpty();
    // And again, as at each start of the console.
    accounts.bring("ann", false, List.of());
    accounts.bring("ann", true, List.of(new Grant("blue", Role.VIEWER)));
    assertThat(codeOf(of("ann").myKind("blue", "x"))).isEqualTo(404);
  }

  /** W-13: no right, no object; and what another user may see does not come into it. */
  @Test
  void whatOneMaySeeAnotherIsRefused() throws Exception {
    api.apply(
            io.keelson.testing.MyKinds.aMyKind()
                .inNamespace("blue")
                .named("swap")
                .sysctl("vm.swappiness", "10")
                .yaml())
        .orThrow();
    accounts.bring("ann", true, List.of(new Grant("blue", Role.ADMIN)));
    accounts.bring("ben", true, List.of(new Grant("green", Role.ADMIN)));

    assertThat(codeOf(of("ann").myKind("blue", "swap"))).isEqualTo(200);
    KubeAnswer refused = of("ben").myKind("blue", "swap");

    assertThat(codeOf(refused)).isEqualTo(403);
    assertThat(Sentences.of(refused).key()).isEqualTo("kube.forbidden");
    assertThat(of("ben").myKinds("blue", item -> item))
        .isInstanceOfSatisfying(
            Listed.Failed.class, failed -> assertThat(codeOf(failed.why())).isEqualTo(403));
    assertThat(of("ben").myKinds(null, item -> item)).isInstanceOf(Listed.Failed.class);
    assertThat(codeOf(of("ann").events("blue", "any"))).isEqualTo(200);
    assertThat(codeOf(of("ben").events("blue", "any"))).isEqualTo(403);
    assertThat(codeOf(of("ben").delete("blue", "swap", null, null))).isEqualTo(403);
    api.call("DELETE", "/apis/apps.mydomain.com/v1alpha1/namespaces/blue/mykinds/swap");
  }

  /** W-14: names that lead elsewhere. */
  @Test
  void makesNoAccountForANameThatIsNoLabel() {
    for (String name :
        List.of("system:masters", "system:admin", "a/b", "..", "", "a.b", "A", "a".repeat(64))) {
      assertThatThrownBy(() -> accounts.bring(name, true, List.of()))
          .as(name)
          .isInstanceOf(AccountException.class);
    }
  }

  /** W-14: even a console that was taken over can give no more than the shipped roles. */
  @Test
  void theApiServerLetsTheConsoleGiveNoOtherRole() throws Exception {
    ObjectNode binding = KubeHttp.JSON.createObjectNode();
    binding.put("apiVersion", "rbac.authorization.k8s.io/v1").put("kind", "ClusterRoleBinding");
    binding.putObject("metadata").put("name", "keelson-console:evil");
    binding
        .putObject("roleRef")
        .put("apiGroup", "rbac.authorization.k8s.io")
        .put("kind", "ClusterRole")
        .put("name", "cluster-admin");
    binding
        .putArray("subjects")
        .addObject()
        .put("kind", "ServiceAccount")
        .put("name", "u-ann")
        .put("namespace", Installed.USERS);

    KubeAnswer answer =
        http.send(
            installed.own().get(),
            "POST",
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            null,
            binding);

    assertThat(codeOf(answer)).isEqualTo(403);
  }

  /** W-15. */
  @Test
  void theConsoleItselfMayReadNothingOfTheCluster() throws Exception {
    Bearer own = installed.own().get();
    for (String path :
        List.of(
            "/apis/apps.mydomain.com/v1alpha1/mykinds",
            "/apis/apps.mydomain.com/v1alpha1/namespaces/default/mykinds/x",
            "/api/v1/nodes",
            "/api/v1/secrets",
            "/api/v1/namespaces/keelson-system/secrets",
            "/api/v1/namespaces/keelson-system/secrets/of-others",
            "/api/v1/namespaces/keelson-console-users/secrets",
            "/api/v1/namespaces/keelson-system/serviceaccounts",
            "/api/v1/pods",
            "/apis/rbac.authorization.k8s.io/v1/clusterroles")) {
      assertThat(codeOf(http.get(own, path))).as(path).isEqualTo(403);
    }
    ObjectNode request = KubeHttp.JSON.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    request.putObject("spec");
    assertThat(
            codeOf(
                http.send(
                    own,
                    "POST",
                    "/api/v1/namespaces/keelson-system/serviceaccounts/keelson-console/token",
                    null,
                    request)))
        .isEqualTo(403);
  }

  @Test
  void theTokenIsOfTheUserAndEndsInTenMinutes() throws Exception {
    accounts.bring("ann", true, List.of());

    String payload = tokens.of("ann").token().split("\\.")[1];
    JsonNode claims = KubeHttp.JSON.readTree(java.util.Base64.getUrlDecoder().decode(payload));

    assertThat(claims.path("sub").asText())
        .isEqualTo("system:serviceaccount:" + Installed.USERS + ":u-ann");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(600);
  }

  static int codeOf(KubeAnswer answer) {
    return switch (answer) {
      case KubeAnswer.Ok ok -> ok.code();
      case KubeAnswer.Refused refused -> refused.code();
      case KubeAnswer.Unreachable unreachable -> throw new AssertionError(unreachable.why());
    };
  }
}
