package io.keelson.e2e.chart;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.keelson.testing.MyKinds;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.Command;
import io.keelson.testing.kube.CommandResult;
import io.keelson.testing.kube.Programs;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** F-28: nobody gets at a Secret by a MyKind who may not get it, on a real API server. */
class AuthorMayReadIT {

  private static final String PATH = "/etc/keelson.d/registry.json";
  private static final String JANE = "--as=jane";

  private static ApiServer api;

  @BeforeAll
  static void start() {
    api = ApiServer.start();
    api.kubectl("delete", "crd", "mykinds.apps.mydomain.com").orThrow();
    new Helm(Checkout.path("charts/keelson"))
        .install()
        .withName("keelson")
        .withNamespace(RenderedChart.NAMESPACE)
        .createNamespace()
        .withKubeConfig(api.kubeconfig())
        .call();
    api.kubectl("create", "rolebinding", "jane", "--clusterrole=keelson-admin", "--user=jane")
        .orThrow();
    mayGet("secret", "hers");
    mayGet("configmap", "hers");
    // Until the API server knows the policy it lets everything through.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              api.kubectl("delete", "mk", "--all").orThrow();
              assertThat(asJane(fromSecret("first", "others")).succeeded()).isFalse();
            });
  }

  private static void mayGet(String resource, String name) {
    String role = resource + "-" + name;
    api.kubectl(
            "create",
            "role",
            role,
            "--verb=get",
            "--resource=" + resource,
            "--resource-name=" + name)
        .orThrow();
    api.kubectl("create", "rolebinding", role, "--role=" + role, "--user=jane").orThrow();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @AfterEach
  void clear() {
    api.kubectl("delete", "mk", "--all").orThrow();
  }

  private static MyKinds fromSecret(String name, String secret) {
    return aMyKind().named(name).fileFromSecret(PATH, secret, "auth");
  }

  private static CommandResult asJane(MyKinds kind, String... more) {
    return Command.of(Programs.path("kubectl"), "--kubeconfig", api.kubeconfig().toString())
        .and("apply", "-f", "-", JANE)
        .and(more)
        .input(kind.yaml())
        .run();
  }

  @Test
  void whoMayGetTheObjectMayNameIt() {
    asJane(fromSecret("a", "hers")).orThrow();
    asJane(aMyKind().named("b").fileFromConfigMap(PATH, "hers", "text")).orThrow();
  }

  @Test
  void whoMayNotIsToldWhich() {
    assertThat(asJane(fromSecret("a", "others")).stderr())
        .contains("Forbidden")
        .contains("you may not get the Secret others in namespace default");
    assertThat(asJane(aMyKind().named("a").fileFromConfigMap(PATH, "others", "text")).stderr())
        .contains("you may not get the ConfigMap others in namespace default");
    assertThat(asJane(fromSecret("a", "others"), "--dry-run=server").stderr())
        .contains("you may not get the Secret others");
  }

  @Test
  @DisplayName("Somebody else's MyKind cannot be turned: its content to another path, its nodes")
  void whoMayNotCannotChangeTheSpecOfAnothersEither() {
    api.apply(fromSecret("a", "others").yaml()).orThrow();

    assertThat(asJane(fromSecret("a", "others").onNodes("node1")).stderr())
        .contains("you may not get the Secret others");
    // What it takes nothing from any more is anybody's business.
    asJane(aMyKind().named("a").file(PATH, "hers")).orThrow();
  }

  @Test
  void labelsOfAnothersMayBeChanged() {
    api.apply(fromSecret("a", "others").yaml()).orThrow();

    api.kubectl("label", "mk", "a", "team=x", JANE).orThrow();
  }

  @Test
  void eachOfTheMostThatThereMayBeIsLookedAt() {
    MyKinds eight = aMyKind().named("a");
    for (int i = 0; i < 7; i++) {
      eight.fileFromSecret(PATH + i, "hers", "auth");
    }
    asJane(eight).orThrow();

    assertThat(asJane(eight.fileFromSecret(PATH, "others", "auth")).stderr())
        .contains("you may not get the Secret others");
    assertThat(api.apply(eight.fileFromSecret(PATH + "9", "hers", "auth").yaml()).stderr())
        .contains("at most 8 Parameters may have a ValueFrom");
  }
}
