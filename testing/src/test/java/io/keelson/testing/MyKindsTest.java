package io.keelson.testing;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.Http;
import io.keelson.api.NodeSelector;
import io.keelson.setting.Api;
import org.junit.jupiter.api.Test;

final class MyKindsTest {

  @Test
  void writesOnlyWhatWasGiven() {
    assertThat(aMyKind().named("swap").onNodes("node1").sysctl("vm.swappiness", "10").yaml())
        .contains("Name: \"node1\"", "Key: \"vm.swappiness\"", "Value: \"10\"")
        .doesNotContain("Port", "DryRun", "Paused", "Method", "NodeSelector", "Mode");
  }

  @Test
  void givesTheRecordThatTheYamlMeans() {
    var spec =
        aMyKind()
            .reads(Api.SYSCTL, "vm.swappiness")
            .onlyWorkers()
            .port(9443)
            .where("zone", NodeSelector.Operator.IN, "a", "b")
            .dryRun()
            .spec();

    assertThat(spec.http().method()).isEqualTo(Http.Method.GET);
    assertThat(spec.http().targetType()).isEqualTo(Http.TargetType.WORKER);
    assertThat(spec.http().port()).isEqualTo(9443);
    assertThat(spec.nodeSelector().matchExpressions().getFirst().values())
        .containsExactly("a", "b");
    assertThat(spec.dryRun()).isTrue();
    assertThat(spec.paused()).isFalse();
  }

  @Test
  void keepsTextTextInYaml() {
    assertThat(aMyKind().sysctl("vm.swappiness", "010").yaml()).contains("Value: \"010\"");
    assertThat(aMyKind().sysctl("vm.swappiness", "on").yaml()).contains("Value: \"on\"");
  }
}
