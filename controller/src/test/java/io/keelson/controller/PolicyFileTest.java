package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.NodePlan;
import io.keelson.controller.plan.PolicyCheck;
import io.keelson.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A-28: the controller's own reading of the policy")
final class PolicyFileTest {

  private static final String ANYTHING = "{\"sysctls\": [{\"name\": \"vm.*\"}]}";
  private static final String BOUND =
      """
      {"sysctls": [{"name": "vm.*"}],
       "bindings": [{"namespaces": ["default"], "sysctls": ["vm.dirty_ratio"]}]}
      """;

  @TempDir private Path directory;
  private final List<PolicyCheck> told = new ArrayList<>();
  private Path path;
  private PolicyFile file;

  @BeforeEach
  void open() {
    path = directory.resolve("policy.json");
    file = new PolicyFile(path, told::add);
  }

  private void holds(String text) throws IOException {
    Files.writeString(path, text);
    file.look();
  }

  private boolean allows() {
    return told.getLast().check(List.of(setting()), "default", Given.node("node1")).isEmpty();
  }

  private static Setting setting() {
    Intent.Call call =
        (Intent.Call)
            NodePlan.of(
                    Given.world(
                        Stream.of(Given.node("node1")),
                        Given.declared("a", 0, aMyKind().sysctl("vm.swappiness", "10"))),
                    "node1")
                .intents()
                .getFirst();
    return call.wanted().settings().getFirst();
  }

  @Test
  void nothingIsAllowedBeforeThereIsOne() {
    file.look();

    assertThat(allows()).isFalse();
    assertThat(file.isUsed()).isFalse();
  }

  @Test
  void aBadOneIsNotUsedAndTheLastGoodOneGoesOn() throws IOException {
    holds(ANYTHING);
    assertThat(file.isUsed()).isTrue();
    assertThat(allows()).isTrue();

    holds("{\n\"sysctl\": []}");
    assertThat(file.isUsed()).isFalse();
    assertThat(allows()).isTrue();
    assertThat(told).hasSize(2);

    Files.delete(path);
    file.look();
    assertThat(file.isUsed()).isFalse();
    assertThat(allows()).isTrue();

    holds(BOUND);
    assertThat(file.isUsed()).isTrue();
    assertThat(allows()).isFalse();
  }

  @Test
  void oneThatIsAsItWasIsNoNews() throws IOException {
    holds(ANYTHING);
    file.look();

    assertThat(told).hasSize(2);
  }
}
