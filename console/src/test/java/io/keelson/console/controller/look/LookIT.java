package io.keelson.console.controller.look;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.console.controller.look.LookRig.Reader;
import io.keelson.console.kube.Installed;
import io.keelson.console.service.Role;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two users with different rights in a real API server: what Kubernetes lets them see, they see.
 */
@ExtendWith(ApiServerExtension.class)
final class LookIT {

  private final ApiServer api;
  private LookRig rig;
  private Reader blue;
  private Reader all;

  LookIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    Path account = Installed.in(api, directory).account();
    rig = LookRig.withAccounts(URI.create(api.url()), account, Installed.USERS);
    blue = rig.login("bluelooker", Role.VIEWER, "blue");
    all = rig.login("alllooker", Role.ADMIN, "*");
    apply("blue", "swap");
    apply("green", "dirty");
    api.createNode("node1", "10.0.0.1", Map.of("disk", "ssd"), true);
  }

  @AfterEach
  void stop() {
    rig.remove(blue);
    rig.remove(all);
    rig.close();
    for (String namespace : List.of("blue", "green")) {
      api.kubectl("delete", "mykinds", "--all", "-n", namespace).orThrow();
    }
    api.clear();
  }

  private void apply(String namespace, String name) {
    String yaml = aMyKind().named(name).inNamespace(namespace).sysctl("vm.swappiness", "10").yaml();
    api.apply(yaml).orThrow();
    status(namespace, name, "RUNNING", "waiting for 1 node");
  }

  /** As the controller writes it. */
  private void status(String namespace, String name, String state, String message) {
    String patch =
        """
        {"status": {"State": "%s", "Msg": "%s", "observedGeneration": 1,
          "Nodes": {"Target": 1, "Applied": 1, "Failed": 0, "Offline": 0, "Drifted": 0},
          "Results": [{"Nodes": "node1", "Outcome": "Applied", "Changes": [{"Key": "vm.swappiness", "Was": "60", "Now": "10"}]}],
          "conditions": [{"type": "Ready", "status": "False", "reason": "Applying", "message": "",
            "observedGeneration": 1, "lastTransitionTime": "2026-12-01T08:00:00Z"}]}}
        """
            .formatted(state, message);
    api.kubectl(
            "patch",
            "mykind",
            name,
            "-n",
            namespace,
            "--subresource=status",
            "--type=merge",
            "-p",
            patch)
        .orThrow();
  }

  @Test
  void eachSeesWhatKubernetesLetsThem() throws Exception {
    assertThat(rig.get(blue, "/mykinds").body())
        .contains("/mykinds/blue/swap")
        .doesNotContain("/mykinds/green/dirty");
    assertThat(rig.get(all, "/mykinds").body())
        .contains("/mykinds/blue/swap", "/mykinds/green/dirty");
    assertThat(rig.get(blue, "/mykinds/blue/swap").body()).contains("60", "vm.swappiness");
    HttpResponse<String> refused = rig.get(blue, "/mykinds/green/dirty");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).doesNotContain("vm.swappiness");
    assertThat(rig.get(blue, "/nodes/node1").body())
        .contains("10.0.0.1", "disk=ssd", "/mykinds/blue/swap")
        .doesNotContain("/mykinds/green/dirty");
    assertThat(rig.get(all, "/").body()).contains("Overview", "/mykinds/green/dirty");
  }

  @Test
  void eachHearsOfWhatKubernetesLetsThem() throws Exception {
    try (Events blues = rig.events(blue, "/events/mykinds");
        Events alls = rig.events(all, "/events/mykinds");
        Events one = rig.events(blue, "/events/mykinds/blue/swap?version=1");
        Events none = rig.events(blue, "/events/mykinds/green/dirty?version=1")) {
      blues.await("list", 20);
      alls.await("list", 20);
      assertThat(none.await("over", 20).data()).contains("no longer allow");
      one.await("standing", 20);

      status("green", "dirty", "SUCCESS", "green is done");
      status("blue", "swap", "SUCCESS", "blue is done");

      assertThat(alls.await("mk-green_dirty", 20).data()).contains("green is done");
      assertThat(blues.await("mk-blue_swap", 20).data()).contains("blue is done", "Success");
      assertThat(one.await("standing", 20).data()).contains("blue is done");
      assertThat(blues.count("mk-green_dirty")).isZero();
    }
  }

  @Test
  void rightsThatAreTakenAwayInTheClusterAreGoneAtOnce() throws Exception {
    api.kubectl("delete", "rolebinding", "--all", "-n", "blue").orThrow();

    assertThat(rig.get(blue, "/mykinds").body())
        .contains("Your roles do not allow this")
        .doesNotContain("/mykinds/blue/swap");
    assertThat(rig.get(blue, "/mykinds/blue/swap").statusCode()).isEqualTo(403);
  }
}
