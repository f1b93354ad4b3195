package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.WORKERS;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@OnCluster
final class ExamplesIT {

  private static final YAMLMapper YAML = new YAMLMapper();

  private final Cluster cluster;

  ExamplesIT(Cluster cluster) {
    this.cluster = cluster;
  }

  static List<Path> examples() {
    return Cluster.examples().toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  @DisplayName("Each example becomes Ready, and the nodes hold what it says")
  void becomesReadyAndTheNodesHoldIt(Path example) throws IOException {
    JsonNode wanted = YAML.readTree(Files.readString(example));
    String name = wanted.at("/metadata/name").asText();

    cluster.applyFile("examples/" + example.getFileName()).orThrow();

    assertThat(cluster.waitReady(name).stderr()).isEmpty();
    assertThatMyKind(cluster.myKind(name)).isSuccess().hasCondition("Degraded", "False");
    if (changesNodes(wanted)) {
      targets(wanted).forEach(node -> holds(node, wanted.at("/spec/Http")));
    }
  }

  @Test
  void aChangedFieldIsAppliedAgain() {
    cluster.applyFile("examples/06-named-workers.yaml").orThrow();
    cluster.waitReady("busy-nodes").orThrow();
    String before = cluster.sysctl("master", "net.core.somaxconn");

    cluster
        .kubectl(
            "patch",
            "mk",
            "busy-nodes",
            "--type=json",
            "-p",
            "[{\"op\":\"replace\",\"path\":\"/spec/Http/Parameters/0/Value\",\"value\":\"16384\"}]")
        .orThrow();

    eventually(() -> assertThatMyKind(cluster.myKind("busy-nodes")).isSuccess());
    WORKERS.forEach(
        node -> assertThat(cluster.sysctl(node, "net.core.somaxconn")).isEqualTo("16384"));
    assertThat(cluster.sysctl("master", "net.core.somaxconn")).isEqualTo(before);
  }

  @Test
  void aDryRunSaysWhatWouldChangeAndChangesNothing() {
    String before = cluster.sysctl("node1", "net.ipv4.tcp_syncookies");

    cluster.applyFile("examples/09-dry-run.yaml").orThrow();

    cluster.waitReady("dry-run").orThrow();
    assertThatMyKind(cluster.myKind("dry-run")).isSuccess();
    assertThat(cluster.myKind("dry-run").at("/status/Results").toString()).contains("Planned");
    assertThat(cluster.sysctl("node1", "net.ipv4.tcp_syncookies")).isEqualTo(before);
  }

  private static boolean changesNodes(JsonNode myKind) {
    return !myKind.at("/spec/Http/Method").asText().equals("GET")
        && !myKind.at("/spec/DryRun").asBoolean();
  }

  private static List<String> targets(JsonNode myKind) {
    JsonNode workers = myKind.at("/spec/Workers");
    if (!workers.isMissingNode()) {
      return workers.findValuesAsText("Name");
    }
    return switch (myKind.at("/spec/Http/TargetType").asText("All")) {
      case "Master" -> List.of("master");
      case "Worker" -> WORKERS;
      default -> NODES;
    };
  }

  private void holds(String node, JsonNode http) {
    for (JsonNode parameter : http.path("Parameters")) {
      String key = parameter.path("Key").asText();
      String value = parameter.path("Value").asText().replace("${node.name}", node);
      switch (http.path("Api").asText()) {
        case "/v1/sysctl" -> {
          assertThat(cluster.sysctl(node, key)).as("%s on %s", key, node).isEqualTo(value);
          assertThat(cluster.on(node, "cat", "/etc/sysctl.d/90-keelson.conf").stdout())
              .contains(key + " = " + value);
        }
        case "/v1/hostname" -> {
          assertThat(cluster.hostname(node)).isEqualTo(value);
          assertThat(cluster.on(node, "cat", "/etc/hostname").stdout().strip()).isEqualTo(value);
        }
        default -> {
          if (parameter.path("Ensure").asText().equals("Absent")) {
            assertThat(cluster.on(node, "test", "!", "-e", key).succeeded()).isTrue();
            continue;
          }
          assertThat(cluster.on(node, "cat", key).stdout()).isEqualTo(value);
          assertThat(cluster.on(node, "stat", "-c", "%a %u:%g", key).stdout().strip())
              .isEqualTo("644 0:0");
        }
      }
    }
  }
}
