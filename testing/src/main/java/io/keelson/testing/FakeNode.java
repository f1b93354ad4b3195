package io.keelson.testing;

import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.wire.AgentState;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Change;
import io.keelson.wire.Facts;
import io.keelson.wire.Owner;
import io.keelson.wire.ParametersDigest;
import io.keelson.wire.Reading;
import io.keelson.wire.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What a {@link FakeAgent} keeps: values by key, and for whom it holds what. */
final class FakeNode {

  private final String node;
  private final Map<String, String> values = new TreeMap<>();
  private final Map<Owner, AgentState.Held> held = new LinkedHashMap<>();
  private String instance = UUID.randomUUID().toString();

  FakeNode(String node) {
    this.node = node;
    values.put("hostname", node);
  }

  synchronized void set(String key, String value) {
    values.put(key, value);
  }

  synchronized String value(String key) {
    return values.getOrDefault(key, "absent");
  }

  synchronized Reading.Value read(String key) {
    String value = values.get(key);
    return value == null
        ? Reading.Value.problem(key, ProblemCode.SYSCTL_UNKNOWN, "this kernel has no " + key)
        : Reading.Value.of(key, value);
  }

  synchronized Report apply(Api api, ApplyRequest request, boolean dryRun) {
    List<Change> changes = request.parameters().stream().map(this::change).toList();
    if (!dryRun) {
      changes.forEach(change -> values.put(change.key(), change.now()));
      held.put(
          request.owner(),
          new AgentState.Held(
              request.owner(),
              api.path(),
              request.generation(),
              ParametersDigest.of(api, request.parameters())));
    }
    return new Report(node, dryRun, changes, List.of());
  }

  private Change change(Parameter parameter) {
    String was = value(parameter.key());
    String now = parameter.value() == null ? "" : parameter.value();
    return new Change(parameter.key(), was, now, !was.equals(now));
  }

  synchronized AgentState state() {
    return new AgentState(
        node,
        instance,
        "boot-of-" + node,
        "0.1.0",
        0,
        new AgentState.Trust("", "", ""),
        List.of(),
        List.copyOf(held.values()));
  }

  Facts facts() {
    return new Facts(node, "Debian GNU/Linux 12", "6.1.0", "amd64", 2, 4L << 30, 1_750_000_000L);
  }

  /** A new process knows nothing of what an earlier one was given; the values stay. */
  synchronized void restart() {
    held.clear();
    instance = UUID.randomUUID().toString();
  }
}
