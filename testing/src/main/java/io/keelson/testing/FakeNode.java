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
import java.util.ArrayList;
import java.util.HashMap;
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
  private final List<ApplyRequest> effects = new ArrayList<>();

  /** By idempotency key: what was asked for, and what was answered. */
  private final Map<String, Given> answers = new HashMap<>();

  private record Given(ApplyRequest request, Report report) {}

  private List<AgentState.Trouble> troubles = List.of();
  private long epoch;
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

  /** A {@link Report}, or an {@link Answer.Refuse}, as a real agent decides it. */
  synchronized Object answer(Api api, ApplyRequest request, boolean dryRun, String key) {
    Given before = answers.get(key);
    if (!dryRun && before != null) {
      return before.request.equals(request)
          ? before.report
          : Answer.Refuse.of(409, ProblemCode.IDEMPOTENCY_MISMATCH, "this key was used");
    }
    if (!dryRun && key.isEmpty()) {
      return Answer.Refuse.of(400, ProblemCode.REQUEST_INVALID, "a key is needed");
    }
    if (request.epoch() < epoch) {
      return Answer.Refuse.of(409, ProblemCode.EPOCH_FENCED, "this node obeys " + epoch);
    }
    if (request.epoch() == epoch && isOvertaken(request)) {
      return Answer.Refuse.of(409, ProblemCode.STALE_GENERATION, "overtaken");
    }
    Report report = apply(api, request, dryRun);
    if (!dryRun) {
      epoch = request.epoch();
      effects.add(request);
      answers.put(key, new Given(request, report));
    }
    return report;
  }

  private boolean isOvertaken(ApplyRequest request) {
    return effects.stream()
        .anyMatch(
            one ->
                one.epoch() == request.epoch()
                    && one.owner().equals(request.owner())
                    && one.generation() > request.generation());
  }

  synchronized List<ApplyRequest> effects() {
    return List.copyOf(effects);
  }

  synchronized long epoch() {
    return epoch;
  }

  synchronized void obey(long higher) {
    epoch = higher;
  }

  synchronized void trouble(List<AgentState.Trouble> now) {
    troubles = now;
  }

  private Report apply(Api api, ApplyRequest request, boolean dryRun) {
    List<Change> changes = request.parameters().stream().map(this::change).toList();
    if (!dryRun) {
      changes.forEach(change -> values.put(change.key(), change.now()));
      held.put(
          request.owner(),
          new AgentState.Held(
              request.owner(),
              api.path(),
              request.generation(),
              ParametersDigest.of(api, request.parameters()),
              List.of()));
    }
    return new Report(node, dryRun, changes, List.of(), List.of(), List.of());
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
        epoch,
        new AgentState.Trust("", "", ""),
        "",
        troubles,
        List.copyOf(held.values()));
  }

  Facts facts() {
    return new Facts(node, "Debian GNU/Linux 12", "6.1.0", "amd64", 2, 4L << 30, 1_750_000_000L);
  }

  /** A new process knows nothing of what an earlier one was given; the values stay. */
  synchronized void restart() {
    held.clear();
    answers.clear();
    instance = UUID.randomUUID().toString();
  }
}
