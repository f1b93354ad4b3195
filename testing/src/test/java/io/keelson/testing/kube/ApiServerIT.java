package io.keelson.testing.kube;

import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ApiServerExtension.class)
final class ApiServerIT {

  private final ApiServer api;

  ApiServerIT(ApiServer api) {
    this.api = api;
  }

  @AfterEach
  void clear() {
    api.clear();
  }

  @Test
  void keepsAMyKindThatIsApplied() {
    CommandResult result =
        api.apply(aMyKind().named("swap").onNodes("node1").sysctl("vm.swappiness", "10").yaml());

    assertThat(result.stderr()).isEmpty();
    assertThat(api.get("mk", "swap").at("/spec/Http/Parameters/0/Value").asText()).isEqualTo("10");
  }

  @Test
  void refusesAMyKindThatTheSchemaForbids() {
    CommandResult result = api.apply(aMyKind().port(70000).sysctl("vm.swappiness", "10").yaml());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stderr()).contains("spec.Http.Port").contains("65535");
  }

  @Test
  void makesNodesWithAddressLabelsAndReadiness() {
    api.createNode("node1", "127.0.1.1", Map.of("role", "db"), true);
    api.setNodeReady("node1", false);
    api.labelNode("node1", "zone", "a");
    api.unlabelNode("node1", "role");
    api.beat("node1");

    var node = api.get("node", "node1");
    assertThat(node.at("/status/addresses/0/address").asText()).isEqualTo("127.0.1.1");
    assertThat(node.at("/status/conditions/0/status").asText()).isEqualTo("False");
    assertThat(node.at("/metadata/labels").toString()).isEqualTo("{\"zone\":\"a\"}");
  }

  @Test
  void comesBackWithWhatItHad() {
    api.apply(aMyKind().named("kept").sysctl("vm.swappiness", "10").yaml());

    api.down();
    api.up();

    assertThat(api.get("mk", "kept").at("/metadata/name").asText()).isEqualTo("kept");
  }

  @Test
  void failedAssertionsPrintTheObject() {
    api.apply(aMyKind().named("new").sysctl("vm.swappiness", "10").yaml());

    assertThatThrownBy(() -> assertThatMyKind(api.get("mk", "new")).isSuccess())
        .hasMessageContaining("SUCCESS expected")
        .hasMessageContaining("Key: \"vm.swappiness\"");
  }
}
