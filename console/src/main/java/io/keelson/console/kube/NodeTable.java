package io.keelson.console.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nodes as {@code kubectl get nodes -o wide} reads them: the API server sends the cells of a table
 * in place of the objects, a twentieth of the bytes. A row becomes a node again with what is in its
 * cells, so that lists are made of nodes wherever they come from.
 */
final class NodeTable {

  /** A server that knows no tables sends objects. */
  static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

  private static final List<String> INFO =
      List.of("osImage", "kernelVersion", "containerRuntimeVersion");

  private static final int NAME = 0;
  private static final int STATUS = 1;
  private static final int ROLES = 2;
  private static final int AGE = 3;
  private static final int VERSION = 4;
  private static final int ADDRESS = 5;
  private static final int FIRST_INFO = 7;

  private static final Pattern AGE_PART = Pattern.compile("(?<count>[0-9]{1,9})(?<unit>[smhdy])");

  private NodeTable() {}

  /** The node of a row. */
  static JsonNode node(JsonNode row, Instant now) {
    ObjectNode node = KubeHttp.JSON.createObjectNode();
    ObjectNode meta = node.putObject("metadata");
    meta.put("name", cell(row, NAME));
    age(cell(row, AGE), now, meta);
    ObjectNode labels = meta.putObject("labels");
    for (String role : cell(row, ROLES).split(",", -1)) {
      if (!role.isEmpty() && !role.startsWith("<")) {
        labels.put("node-role.kubernetes.io/" + role, "");
      }
    }
    String[] status = cell(row, STATUS).split(",", -1);
    for (String word : status) {
      if (word.equals("SchedulingDisabled")) {
        node.putObject("spec").put("unschedulable", true);
      }
    }
    status(row, status[0], node.putObject("status"));
    return node;
  }

  private static void status(JsonNode row, String word, ObjectNode status) {
    String ready =
        switch (word) {
          case "Ready" -> "True";
          case "NotReady" -> "False";
          default -> "Unknown";
        };
    status.putArray("conditions").addObject().put("type", "Ready").put("status", ready);
    String address = cell(row, ADDRESS);
    if (!address.startsWith("<")) {
      status.putArray("addresses").addObject().put("type", "InternalIP").put("address", address);
    }
    ObjectNode info = status.putObject("nodeInfo");
    info.put("kubeletVersion", cell(row, VERSION));
    for (int i = 0; i < INFO.size(); i++) {
      info.put(INFO.get(i), cell(row, FIRST_INFO + i));
    }
  }

  private static String cell(JsonNode row, int index) {
    return row.path("cells").path(index).asText("");
  }

  /** As exact as the table says it: to the day for what is old. */
  private static void age(String text, Instant now, ObjectNode meta) {
    Duration age = Duration.ZERO;
    Matcher part = AGE_PART.matcher(text);
    boolean found = false;
    while (part.find()) {
      found = true;
      long count = Long.parseLong(part.group("count"));
      age =
          age.plus(
              switch (part.group("unit")) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                case "d" -> Duration.ofDays(count);
                default -> Duration.ofDays(365 * count);
              });
    }
    if (found) {
      meta.put("creationTimestamp", now.minus(age).toString());
    }
  }
}
