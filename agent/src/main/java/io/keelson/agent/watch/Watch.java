package io.keelson.agent.watch;

import static io.keelson.problem.ProblemCode.NETWORK_LOST;
import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_REFUSED;

import io.keelson.agent.apply.Host;
import io.keelson.agent.apply.Outcome;
import io.keelson.agent.apply.Upkeep;
import io.keelson.agent.host.HostException;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.HostRecord;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.Change;
import io.keelson.wire.Owner;
import io.keelson.wire.Report;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees what others change of what is held, and sets it right. What it found may be asked by any
 * thread; all else is for the host thread.
 */
public final class Watch {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  /** A call that comes meanwhile waits no longer, but for the repair of one key. */
  private static final Duration SLICE = Duration.ofMillis(5);

  /**
   * What it goes by.
   *
   * @param nanos a clock that nobody sets
   * @param kernel how long sysctls and the host name are left alone between two looks; files are
   *     looked at in each round
   */
  public record Pace(LongSupplier nanos, Clock clock, Duration kernel) {

    Moment now() {
      return new Moment(nanos.getAsLong(), clock.instant());
    }
  }

  /** What was found of a key while this was its spec. */
  private record Found(String spec, Drift drift) {}

  private final HostRecord record;
  private final Supplier<Optional<Problem>> obstacle;
  private final Sights sights;
  private final Upkeep upkeep;
  private final RepairLog log;
  private final Pace pace;
  private final String bootId;
  private final Deque<Slot> due = new ArrayDeque<>();
  private final Map<Slot, History> histories = new LinkedHashMap<>();

  /** The kernel refused them: another that is due may bound them. Tried once more in a round. */
  private final Set<Slot> waitsForOthers = new HashSet<>();

  private final Set<Slot> triedTwice = new HashSet<>();
  private Optional<Long> lastWhole = Optional.empty();
  private boolean whole;
  private volatile Map<Slot, Found> drifts = Map.of();

  /**
   * @param obstacle why nothing may be changed on this node now
   * @param bootId of the node's kernel
   */
  public Watch(
      HostRecord record,
      Supplier<Optional<Problem>> obstacle,
      Host host,
      Upkeep upkeep,
      RepairLog log,
      Pace pace,
      String bootId) {
    this.record = record;
    this.obstacle = obstacle;
    this.sights = new Sights(host);
    this.upkeep = upkeep;
    this.log = log;
    this.pace = pace;
    this.bootId = bootId;
  }

  /** What others changed of what is held, by key; of a spec that is over nothing is told. */
  public Map<Slot, Drift> drifts() {
    Map<Slot, Found> found = drifts;
    if (found.isEmpty()) {
      return Map.of();
    }
    Map<Slot, String> specs = record.holdings().specs();
    return found.entrySet().stream()
        .filter(each -> each.getValue().spec.equals(specs.get(each.getKey())))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> each.getValue().drift));
  }

  /** Looks at some keys; says whether the round is not over. */
  public boolean slice() {
    // A dirty node is not even looked at: what is there is neither what was nor what should be.
    if (record.isDirty() || obstacle.get().isPresent()) {
      due.clear();
      return false;
    }
    long begun = pace.nanos().getAsLong();
    if (due.isEmpty()) {
      begin(begun);
    }
    while (!due.isEmpty() && pace.nanos().getAsLong() - begun < SLICE.toNanos()) {
      attend(due.poll());
    }
    if (due.isEmpty()) {
      end();
    }
    return !due.isEmpty();
  }

  private void begin(long now) {
    boolean first = lastWhole.isEmpty();
    triedTwice.clear();
    whole = first || now - lastWhole.get() >= pace.kernel().toNanos();
    lastWhole = whole ? Optional.of(now) : lastWhole;
    Map<Slot, String> specs = record.holdings().specs();
    forgetOthersThan(specs);
    boolean afterBoot = first && !record.isVerified(bootId);
    specs.forEach((slot, spec) -> histories.putIfAbsent(slot, History.of(spec, afterBoot)));
    sights.begin(specs.keySet());
    specs.keySet().stream().filter(slot -> whole || slot.api() == Api.FILE).forEach(due::add);
  }

  /** A spec that has changed is a new beginning. */
  private void forgetOthersThan(Map<Slot, String> specs) {
    if (histories
        .entrySet()
        .removeIf(each -> !each.getValue().spec().equals(specs.get(each.getKey())))) {
      publish();
    }
  }

  private void attend(Slot slot) {
    Optional<Entry> entry = record.holdings().entry(slot.api(), slot.key());
    History before = histories.get(slot);
    if (entry.isEmpty() || before == null) {
      return;
    }
    History after = attend(entry.get(), before, sights.of(entry.get()));
    if (waitsForOthers.remove(slot)) {
      due.add(slot);
      return;
    }
    histories.put(slot, after);
    log.news(entry.get(), before, after);
    if (!after.drift(slot.key()).equals(before.drift(slot.key()))) {
      publish();
    }
  }

  private History attend(Entry entry, History history, Sight sight) {
    Moment now = pace.now();
    return switch (history.judge(sight, now.nanos())) {
      case FINE -> history.fine();
      case LEAVE -> history;
      case CONTEST -> history.contested(now);
      case TELL -> sight instanceof Sight.Unfit unfit ? history.told(now, unfit) : history;
      case REPAIR -> setRight(entry, history, now, true);
      case RESTORE -> setRight(entry, history, now, false);
    };
  }

  private History setRight(Entry entry, History history, Moment now, boolean counted) {
    return switch (upkeep.setRight(entry)) {
      case Outcome.Refused refused -> {
        Slot slot = entry.slot();
        if (refused.isOnly(SYSCTL_VALUE_REFUSED) && triedTwice.add(slot) && !due.isEmpty()) {
          waitsForOthers.add(slot);
        }
        String why = refused.problems().getFirst().message();
        yield refused.isOnly(NETWORK_LOST) ? history.cutOff(now, why) : history.failed(now, why);
      }
      case Outcome.Done done -> {
        Optional<Change> change = done.report().changes().stream().findFirst();
        Optional<Change> made = change.filter(Change::changed);
        made.ifPresent(it -> tell(entry, it, counted));
        // When nothing had to be done, somebody has put it back in between.
        yield made.isPresent() && counted
            ? history.repaired(now, hint(done.report()))
            : history.fine();
      }
    };
  }

  private void tell(Entry entry, Change change, boolean counted) {
    Owner owner = record.holdings().holders(entry.api(), entry.key()).getFirst();
    if (counted) {
      log.repaired(entry, owner, change);
    } else {
      log.restored(entry, owner, change);
    }
  }

  /** What would win at the next boot may be what wins now. */
  private static String hint(Report report) {
    return Stream.concat(
            report.notPersistent().stream().map(Problem::message), report.warnings().stream())
        .limit(2)
        .collect(Collectors.joining("; "));
  }

  private void publish() {
    Map<Slot, Found> found = new LinkedHashMap<>();
    histories.forEach(
        (slot, history) ->
            history
                .drift(slot.key())
                .ifPresent(drift -> found.put(slot, new Found(history.spec(), drift))));
    // The metric first: who reads what drifted, and then the metric, finds them of one mind.
    log.contested(histories.values().stream().filter(History::isContested).count());
    drifts = Map.copyOf(found);
  }

  private void end() {
    // What is still as the boot left it would be somebody's drift for the next process.
    if (!whole
        || record.isVerified(bootId)
        || histories.values().stream().anyMatch(History::isAfterBoot)) {
      return;
    }
    try {
      record.verified(bootId);
    } catch (HostException e) {
      LOG.warn("it cannot be noted that all was looked at since this boot: {}", e.getMessage());
    }
  }
}
