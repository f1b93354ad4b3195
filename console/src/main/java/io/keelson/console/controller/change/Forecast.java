package io.keelson.console.controller.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.api.NodeSet;
import io.keelson.console.kube.Listed;
import io.keelson.console.kube.UserCluster;
import io.keelson.console.view.MyKindView;
import io.keelson.console.view.ResultRow;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a preview came to.
 *
 * @param nodes that are meant
 * @param moves of these, where something would change
 * @param everyNode whether that is every node of the cluster, as far as the user may see
 * @param controlPlane whether one of the control plane is among them, or may be
 * @param isError whether something would not be done
 * @param isWhole whether every node has answered, or cannot
 */
public record Forecast(
    List<ResultRow> results,
    String message,
    int nodes,
    int moves,
    int offline,
    boolean everyNode,
    boolean controlPlane,
    boolean isError,
    boolean isWhole) {

  private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

  /** A node as far as it matters here. */
  private record Seen(String name, boolean controlPlane) {}

  public Forecast {
    results = List.copyOf(results);
  }

  /** Whether the controller has answered about this generation of it. */
  static boolean isAnswered(JsonNode preview) {
    JsonNode status = preview.path("status");
    return status.path("observedGeneration").asLong(-1)
            >= preview.path("metadata").path("generation").asLong(0)
        && !status.path("State").asText("RUNNING").equals("RUNNING");
  }

  static Forecast of(JsonNode preview, UserCluster cluster) {
    JsonNode status = preview.path("status");
    MyKindView view = MyKindView.of(preview);
    int target = status.path("Nodes").path("Target").asInt(0);
    Optional<List<Seen>> all = nodes(cluster);
    Optional<Set<String>> meant = meant(status);
    boolean every = all.isEmpty() || target >= all.get().size();
    boolean control =
        all.isEmpty()
            || meant.isEmpty()
            || all.get().stream()
                .anyMatch(node -> node.controlPlane && meant.get().contains(node.name));
    int moves =
        view.results().stream()
            .filter(row -> row.changes().stream().anyMatch(ResultRow.Change::isMove))
            .mapToInt(row -> row.nodes().size())
            .sum();
    return new Forecast(
        view.results(),
        status.path("Msg").asText(""),
        target,
        moves,
        status.path("Nodes").path("Offline").asInt(0),
        every && target > 0,
        control && target > 0,
        status.path("State").asText("").equals("ERROR"),
        isAnswered(preview));
  }

  /** Whether a person has to type the name: what is wide or uncertain is easily a slip. */
  public boolean mustBeConfirmed() {
    return everyNode || controlPlane || isError || !isWhole;
  }

  private static Optional<List<Seen>> nodes(UserCluster cluster) {
    Listed<Seen> listed =
        cluster.nodes(
            node ->
                new Seen(
                    node.path("metadata").path("name").asText(""),
                    node.path("metadata").path("labels").has(CONTROL_PLANE)));
    return listed instanceof Listed.All<Seen> all && !all.cut()
        ? Optional.of(all.items())
        : Optional.empty();
  }

  /** The names in the results; empty when not all of them are told. */
  private static Optional<Set<String>> meant(JsonNode status) {
    Set<String> names = new HashSet<>();
    for (JsonNode row : status.path("Results")) {
      Optional<NodeSet.Expanded> expanded = NodeSet.expand(row.path("Nodes").asText(""));
      if (expanded.isEmpty() || expanded.get().more() > 0) {
        return Optional.empty();
      }
      names.addAll(expanded.get().names());
    }
    return Optional.of(names);
  }
}
