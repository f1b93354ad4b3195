package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** P-06: rights of the controller that are missing. */
@ExtendWith(ApiServerExtension.class)
final class RightsIT {

  private static final String USER = "limited";

  private final ApiServer api;

  RightsIT(ApiServer api) {
    this.api = api;
  }

  private void allow(String verbs, String resources) {
    String role = "limited-" + resources.replace('/', '-');
    api.kubectl("create", "clusterrole", role, "--verb=" + verbs, "--resource=" + resources)
        .orThrow();
    api.kubectl("create", "clusterrolebinding", role, "--clusterrole=" + role, "--user=" + USER)
        .orThrow();
  }

  @AfterEach
  void removeRights() {
    for (String resource :
        new String[] {"mykinds", "mykinds-status", "nodes", "secrets", "configmaps", "leases"}) {
      String role = "limited-" + resource;
      api.kubectl("delete", "--ignore-not-found", "clusterrole/" + role).orThrow();
      api.kubectl("delete", "--ignore-not-found", "clusterrolebinding/" + role).orThrow();
    }
  }

  @Test
  void namesTheRightToWatchAndGoesOnWhenItIsGiven() throws Exception {
    allow("get,list,watch,update", "secrets");
    allow("get,list,watch,update", "configmaps");
    allow("get,update", "leases");
    allow("get,list,watch,patch", "mykinds");
    allow("patch", "mykinds/status");
    try (Rig rig = Rig.as(USER, api)) {
      Rig.eventually(
          () ->
              assertThat(rig.ops("/readyz"))
                  .contains("the API server does not let us list and watch nodes")
                  .doesNotContain("mykinds"));

      allow("list,watch", "nodes");
      Rig.eventually(() -> assertThat(rig.ops("/readyz")).contains("ok"));
      rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
      rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
    }
  }

  @Test
  void namesTheRightToWriteStatusAndWritesItWhenItIsGiven() throws Exception {
    allow("get,list,watch,update", "secrets");
    allow("get,list,watch,update", "configmaps");
    allow("get,update", "leases");
    allow("get,list,watch,patch", "mykinds");
    allow("list,watch", "nodes");
    try (Rig rig = Rig.as(USER, api)) {
      rig.apply(aMyKind().named("swap").sysctl("vm.swappiness", "10"));
      Rig.eventually(
          () ->
              assertThat(rig.ops("/readyz"))
                  .contains("does not let us patch mykinds/status of apps.mydomain.com"));
      assertThat(rig.ops("/livez")).contains("ok");

      allow("patch", "mykinds/status");
      rig.await("swap", kind -> kind.isSuccess().hasCounts(3, 3, 0, 0));
      Rig.eventually(() -> assertThat(rig.ops("/readyz")).contains("ok"));
    }
  }
}
