package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.MyKinds;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** For tests in which nodes that had 60 give back what one MyKind, named swap, has set. */
@ExtendWith(ApiServerExtension.class)
abstract class GivingBack {

  static final String KEY = "vm.swappiness";

  final ApiServer api;
  Rig rig;

  GivingBack(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start() throws Exception {
    rig = Rig.on(api);
    rig.agents().forEach(agent -> agent.with(KEY, "60"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  static MyKinds ten() {
    return aMyKind().named("swap").sysctl(KEY, "10");
  }

  void applied(MyKinds kind) {
    rig.apply(kind);
    rig.await("swap", one -> one.isSuccess());
  }

  void deleteWithoutWaiting() {
    api.kubectl("delete", "mk", "swap", "--wait=false").orThrow();
  }

  void delete() {
    api.kubectl("delete", "mk", "swap", "--timeout=20s").orThrow();
  }

  void isGone() {
    Rig.eventually(() -> assertThat(api.kubectl("get", "mk", "swap").succeeded()).isFalse());
  }

  List<String> values() {
    return rig.valuesOf(KEY);
  }
}
