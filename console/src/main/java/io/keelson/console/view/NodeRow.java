package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A node as a list shows it.
 *
 * @param roles such as control-plane; none for a plain worker
 * @param since when Ready last changed
 */
public record NodeRow(
    String name,
    NodeState state,
    boolean schedulable,
    List<String> roles,
    String address,
    String osImage,
    String kernel,
    String kubelet,
    @Nullable Instant created,
    @Nullable Instant since) {

  private static final String ROLE = "node-role.kubernetes.io/";

  /** By name, as people count. */
  public static final Comparator<NodeRow> BY_NAME =
      Comparator.comparing(NodeRow::name, NaturalOrder.NAMES);

  /** What needs a person first. */
  public static final Comparator<NodeRow> BY_STATE =
      Comparator.comparing((NodeRow row) -> row.state()).thenComparing(BY_NAME);

  public NodeRow {
    roles = List.copyOf(roles);
  }

  /** Of any JSON. */
  public static NodeRow of(JsonNode node) {
    JsonNode meta = node.path("metadata");
    JsonNode info = node.path("status").path("nodeInfo");
    ConditionRow ready = ready(node);
    return new NodeRow(
        Fields.text(meta, "name"),
        state(ready),
        !Fields.truth(node.path("spec"), "unschedulable"),
        roles(Fields.texts(meta.path("labels"))),
        address(node),
        Fields.text(info, "osImage"),
        Fields.text(info, "kernelVersion"),
        Fields.text(info, "kubeletVersion"),
        Fields.instant(meta, "creationTimestamp").orElse(null),
        ready == null ? null : ready.since());
  }

  private static @Nullable ConditionRow ready(JsonNode node) {
    for (ConditionRow one : ConditionRow.all(node.path("status"))) {
      if (one.type().equals("Ready")) {
        return one;
      }
    }
    return null;
  }

  private static NodeState state(@Nullable ConditionRow ready) {
    if (ready == null) {
      return NodeState.UNKNOWN;
    }
    return switch (ready.status()) {
      case "True" -> NodeState.READY;
      case "False" -> NodeState.NOT_READY;
      default -> NodeState.UNKNOWN;
    };
  }

  private static List<String> roles(SortedMap<String, String> labels) {
    return labels.keySet().stream()
        .filter(key -> key.startsWith(ROLE) && key.length() > ROLE.length())
        .map(key -> key.substring(ROLE.length()))
        .toList();
  }

  private static String address(JsonNode node) {
    return Fields.each(node.path("status").path("addresses"), one -> one).stream()
        .filter(one -> Fields.text(one, "type").equals("InternalIP"))
        .map(one -> Fields.text(one, "address"))
        .findFirst()
        .orElse("");
  }

  /** The address of a node's page. */
  public static String path(String name) {
    return "/nodes/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public String path() {
    return path(name);
  }

  public boolean isControlPlane() {
    return roles.contains("control-plane") || roles.contains("master");
  }

  /** Whether a list shows it for this search (name, address, system, kernel or role). */
  public boolean mentions(String search) {
    String wanted = search.toLowerCase(Locale.ROOT).strip();
    return wanted.isEmpty()
        || List.of(name, address, osImage, kernel, kubelet, String.join(" ", roles)).stream()
            .anyMatch(one -> one.toLowerCase(Locale.ROOT).contains(wanted));
  }
}
