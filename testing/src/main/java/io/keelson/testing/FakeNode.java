package io.keelson.testing;

import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.wire.AgentState;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Change;
import io.keelson.wire.Facts;
import io.keelson.wire.Owner;
import io.keelson.wire.Reading;
import io.keelson.wire.ReleaseRequest;
import io.keelson.wire.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What a {@link FakeAgent} keeps, and in which order it obeys. For any thread. */
final class FakeNode {

  private final String node;
  private final FakeHoldings holdings = new FakeHoldings();
  private final List<ApplyRequest> effects = new ArrayList<>();
  private final List<ReleaseRequest> releases = new ArrayList<>();

  /** By idempotency key: what was asked for, and what was answered. */
  private final Map<String, Given> answers = new HashMap<>();

  private record Given(Object request, Report report) {}

  /** What every POST says of who gives the order. */
  private record Order(Owner owner, long epoch, long generation) {}

  /** The newest generation of each owner that was obeyed in this epoch. */
  private final Map<String, Long> generations = new HashMap<>();

  private List<AgentState.Trouble> troubles = List.of();
  private List<Problem> notPersistent = List.of();
  private long epoch;
  private String instance = UUID.randomUUID().toString();

  FakeNode(String node) {
    this.node = node;
    holdings.set("hostname", node);
  }

  synchronized void set(String key, String value) {
    holdings.set(key, value);
  }

  synchronized String value(String key) {
    return holdings.value(key);
  }

  synchronized Reading.Value read(String key) {
    String value = holdings.get(key);
    return value == null
        ? Reading.Value.problem(key, ProblemCode.SYSCTL_UNKNOWN, "this kernel has no " + key)
        : Reading.Value.of(key, value);
  }

  /** A {@link Report}, or an {@link Answer.Refuse}, as a real agent decides it. */
  synchronized Object answer(Api api, ApplyRequest request, boolean dryRun, String key) {
    Order order = new Order(request.owner(), request.epoch(), request.generation());
    return obey(request, order, dryRun, key, () -> apply(api, request, dryRun));
  }

  /** The same for a release. */
  synchronized Object answer(ReleaseRequest request, boolean dryRun, String key) {
    Order order = new Order(request.owner(), request.epoch(), request.generation());
    return obey(request, order, dryRun, key, () -> release(request, dryRun));
  }

  private Object obey(
      Object request, Order order, boolean dryRun, String key, Supplier<Object> work) {
    Given before = answers.get(key);
    if (!dryRun && before != null) {
      return before.request.equals(request)
          ? before.report
          : Answer.Refuse.of(409, ProblemCode.IDEMPOTENCY_MISMATCH, "this key was used");
    }
    if (!dryRun && key.isEmpty()) {
      return Answer.Refuse.of(400, ProblemCode.REQUEST_INVALID, "a key is needed");
    }
    if (order.epoch < epoch) {
      return Answer.Refuse.of(409, ProblemCode.EPOCH_FENCED, "this node obeys " + epoch);
    }
    if (order.epoch == epoch && order.generation < newest(order.owner)) {
      return Answer.Refuse.of(409, ProblemCode.STALE_GENERATION, "overtaken");
    }
    Object result = work.get();
    if (!dryRun && result instanceof Report report) {
      remember(request, order, key, report);
    }
    return result;
  }

  private long newest(Owner owner) {
    return generations.getOrDefault(owner.uid(), 0L);
  }

  private void remember(Object request, Order order, String key, Report report) {
    if (order.epoch > epoch) {
      generations.clear();
    }
    epoch = order.epoch;
    generations.put(order.owner.uid(), order.generation);
    answers.put(key, new Given(request, report));
  }

  synchronized List<ApplyRequest> effects() {
    return List.copyOf(effects);
  }

  synchronized List<ReleaseRequest> releases() {
    return List.copyOf(releases);
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

  synchronized void drift(AgentState.Drift drift) {
    holdings.drift(drift);
  }

  /** Says from now on of what it applies that it will not last. */
  synchronized void forgetAtBoot(List<Problem> why) {
    notPersistent = why;
  }

  private Object apply(Api api, ApplyRequest request, boolean dryRun) {
    Optional<Problem> conflict = holdings.conflict(request.owner(), request.parameters());
    if (conflict.isPresent()) {
      return new Answer.Refuse(409, List.of(conflict.get()));
    }
    List<Change> changes = new ArrayList<>(holdings.changes(request.parameters()));
    List<Problem> kept = List.of();
    if (!dryRun) {
      FakeHoldings.GivenBack dropped =
          holdings.apply(api, request.owner(), request.generation(), request.parameters());
      changes.addAll(dropped.changes());
      kept = dropped.kept();
      effects.add(request);
    }
    return new Report(node, dryRun, changes, kept, notPersistent, List.of());
  }

  private Report release(ReleaseRequest request, boolean dryRun) {
    if (dryRun) {
      throw new IllegalArgumentException("no test has asked what a release would do");
    }
    FakeHoldings.GivenBack given = holdings.release(request.owner(), request.api(), request.keep());
    releases.add(request);
    return new Report(node, false, given.changes(), given.kept(), List.of(), List.of());
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
        holdings.held());
  }

  Facts facts() {
    return new Facts(node, "Debian GNU/Linux 12", "6.1.0", "amd64", 2, 4L << 30, 1_750_000_000L);
  }

  /** A new process holds what its record on disk says, and has forgotten its answers. */
  synchronized void restart() {
    answers.clear();
    generations.clear();
    holdings.forgetDrifts();
    instance = UUID.randomUUID().toString();
  }

  /** The disk with the record is lost; the values stay. */
  synchronized void lose() {
    holdings.forget();
  }
}
