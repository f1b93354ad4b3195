package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One node: what it is, and what the MyKinds that the reader may see say of it.
 *
 * @param facts text key's last part and value, in the order to show; empty ones left out
 * @param memory bytes; 0 when unknown
 * @param unnamed MyKinds whose status counts nodes without naming them: this one may be among those
 */
public record NodePage(
    NodeRow row,
    List<Fact> facts,
    long memory,
    List<ConditionRow> conditions,
    SortedMap<String, String> labels,
    List<String> taints,
    List<Held> held,
    List<MyKindRow> unnamed) {

  private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,15})(Ki|Mi|Gi|Ti|k|M|G|T)?");

  /** One thing known of the node. */
  public record Fact(String key, String value) {}

  /** What one MyKind says of this node. */
  public record Held(MyKindRow myKind, ResultRow result) {

    public boolean isTrouble() {
      return result.tone() == Tone.BAD || !result.problems().isEmpty();
    }
  }

  public NodePage {
    facts = List.copyOf(facts);
    conditions = List.copyOf(conditions);
    taints = List.copyOf(taints);
    held = List.copyOf(held);
    unnamed = List.copyOf(unnamed);
  }

  /** Of any JSON, and the MyKinds. */
  public static NodePage of(JsonNode node, List<MyKindView> myKinds) {
    NodeRow row = NodeRow.of(node);
    List<Held> held = new ArrayList<>();
    List<MyKindRow> unnamed = new ArrayList<>();
    for (MyKindView view : myKinds) {
      boolean found = false;
      for (ResultRow result : view.results()) {
        if (result.nodes().contains(row.name())) {
          held.add(new Held(view.row(), result));
          found = true;
        }
      }
      if (!found && view.results().stream().anyMatch(one -> one.nodes().unnamed() > 0)) {
        unnamed.add(view.row());
      }
    }
    held.sort(
        Comparator.comparing((Held one) -> !one.isTrouble())
            .thenComparing(one -> one.result().drifts().isEmpty())
            .thenComparing(Held::myKind, Sort.NAMESPACE.order(false)));
    return new NodePage(
        row,
        facts(node),
        bytes(Fields.text(node.path("status").path("capacity"), "memory")),
        ConditionRow.all(node.path("status")),
        Fields.texts(node.path("metadata").path("labels")),
        Fields.each(node.path("spec").path("taints"), NodePage::taint),
        held,
        unnamed);
  }

  private static List<Fact> facts(JsonNode node) {
    JsonNode info = node.path("status").path("nodeInfo");
    JsonNode capacity = node.path("status").path("capacity");
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("os", Fields.text(info, "osImage")));
    facts.add(new Fact("kernel", Fields.text(info, "kernelVersion")));
    facts.add(new Fact("architecture", Fields.text(info, "architecture")));
    facts.add(new Fact("kubelet", Fields.text(info, "kubeletVersion")));
    facts.add(new Fact("runtime", Fields.text(info, "containerRuntimeVersion")));
    facts.add(new Fact("cpu", Fields.text(capacity, "cpu")));
    facts.add(new Fact("pods", Fields.text(capacity, "pods")));
    for (String address :
        Fields.each(
            node.path("status").path("addresses"),
            one -> Fields.text(one, "address") + " (" + Fields.text(one, "type") + ")")) {
      facts.add(new Fact("address", address));
    }
    facts.removeIf(fact -> fact.value().isEmpty());
    return facts;
  }

  private static String taint(JsonNode taint) {
    String value = Fields.text(taint, "value");
    return Fields.text(taint, "key")
        + (value.isEmpty() ? "" : "=" + value)
        + ":"
        + Fields.text(taint, "effect");
  }

  /** A Kubernetes quantity in bytes; 0 for what is none. */
  static long bytes(String quantity) {
    Matcher matcher = QUANTITY.matcher(quantity);
    if (!matcher.matches()) {
      return 0;
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    long factor =
        switch (unit == null ? "" : unit) {
          case "Ki" -> 1L << 10;
          case "Mi" -> 1L << 20;
          case "Gi" -> 1L << 30;
          case "Ti" -> 1L << 40;
          case "k" -> 1_000L;
          case "M" -> 1_000_000L;
          case "G" -> 1_000_000_000L;
          case "T" -> 1_000_000_000_000L;
          default -> 1;
        };
    return number > Long.MAX_VALUE / factor ? 0 : number * factor;
  }

  /** Such as {@code 15.6 GiB}; empty when unknown. */
  public String memoryText() {
    return memory == 0 ? "" : String.format(Locale.ROOT, "%.1f GiB", memory / (double) (1L << 30));
  }
}
