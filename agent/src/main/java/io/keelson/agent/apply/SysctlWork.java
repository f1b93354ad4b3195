package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.SYSCTL_UNKNOWN;

import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.PairedSysctls;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.host.boot.SysctlSources;
import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.SysctlPlan;
import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.plan.boot.SysctlsAtBoot;
import io.keelson.agent.record.Before;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.Written;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.rules.Rivals;
import io.keelson.wire.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Gathers what the kernel has and what is kept over boots, and lays out the steps. */
record SysctlWork(SysctlStore store, DropInStore dropIns, SysctlLimits limits, SysctlSources boot) {

  /**
   * @param back what is to be given back in the same change
   */
  Work of(List<Sysctl> wanted, List<Entry> back, Holdings known) throws Refusal, HostException {
    limits.check(wanted, back);
    DropInWork file = DropInWork.read(dropIns);
    SysctlWrites writes = new SysctlWrites(store, known, wanted, back);
    Work set = set(wanted, known, file.now(), writes);
    Work given =
        Work.ofEach(
            back, entry -> writes.isRuled(entry.key()) ? Work.NONE : giveBack(entry, writes));
    SysctlsAtBoot atBoot = boot.read();
    return set.and(given)
        .and(Work.toDo(writes.steps()))
        .and(Work.toSay(atBoot.notPersistent(wanted), atBoot.warnings(wanted)))
        .and(keep(file, wanted, back, before(known, set.entries())));
  }

  /** What keys had before Keelson is what the kernel begins with, as far as anybody knows. */
  private static Map<String, String> before(Holdings known, List<Entry> wanted) {
    Map<String, String> values = new HashMap<>();
    Stream.concat(known.entries().values().stream(), wanted.stream())
        .forEach(
            entry -> {
              if (entry.before() instanceof Before.Sysctl before) {
                values.put(entry.key(), before.value());
              }
            });
    return values;
  }

  /**
   * On a node whose /etc is read-only there is no keeping, and no reason either not to set a value.
   * But a line that has to go, and cannot, would set its value again at the next boot.
   */
  private Work keep(
      DropInWork file, List<Sysctl> wanted, List<Entry> back, Map<String, String> before)
      throws HostException {
    DropIn left = file.now().givenBack(lines(back));
    if (dropIns.isReadOnly() && left.entries().equals(file.now().entries())) {
      return Work.toSay(SysctlsAtBoot.notWritable(wanted, left), List.of());
    }
    return file.to(file.now().with(wanted).givenBack(lines(back)), before);
  }

  private Work set(List<Sysctl> wanted, Holdings known, DropIn lines, SysctlWrites writes)
      throws Refusal, HostException {
    Map<SysctlName, String> observed = observe(wanted);
    SysctlPlan plan = SysctlPlan.of(wanted, observed);
    List<Entry> entries = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Sysctl sysctl = wanted.get(i);
      String was = observed.getOrDefault(sysctl.name(), "");
      writes.set(sysctl, was);
      entries.add(entry(sysctl, was, known, lines));
      if (plan.changes().get(i).changed()) {
        Refusal.collect(problems, i, () -> store.checkWritable(sysctl.name()));
      }
    }
    Refusal.throwIfAny(problems);
    return new Work(plan.changes(), List.of(), entries, List.of(), List.of());
  }

  private Entry entry(Sysctl sysctl, String was, Holdings known, DropIn lines)
      throws HostException {
    Optional<Entry> held = known.entry(Api.SYSCTL, sysctl.key());
    Before before = held.isPresent() ? held.get().before() : before(sysctl, was, known, lines);
    return new Entry(Api.SYSCTL, sysctl.key(), before, new Written.Sysctl(sysctl.value().text()));
  }

  /** Of a key whose rival is held, this one has what Keelson made of it. */
  private static Optional<Before> mirrored(Sysctl sysctl, Holdings known) {
    Optional<Entry> rival = Rivals.of(sysctl.key()).flatMap(key -> known.entry(Api.SYSCTL, key));
    return rival
        .map(Entry::before)
        .map(
            before ->
                before instanceof Before.Sysctl it
                    ? new Before.Sysctl(
                        PairedSysctls.mirrored(
                            sysctl.name(), new SysctlName(rival.get().key()), it.value()),
                        null,
                        it.beside())
                    : before);
  }

  /** What Keelson itself has set has a line in its file, once the change has come to its end. */
  private Before before(Sysctl sysctl, String was, Holdings known, DropIn lines)
      throws HostException {
    String line = lines.entries().get(sysctl.key());
    Optional<Before> mirrored = mirrored(sysctl, known);
    if (mirrored.isPresent()) {
      return mirrored.get();
    }
    boolean mayBeOurs =
        known.lost()
            && (line != null || known.torn())
            && SysctlText.same(was, sysctl.value().text());
    return mayBeOurs
        ? new Before.Unknown()
        : new Before.Sysctl(SysctlText.canonical(was), line, SysctlWrites.beside(store, sysctl));
  }

  /** What each had in our own file before, where that is known. */
  private static Map<String, Optional<String>> lines(List<Entry> back) {
    Map<String, Optional<String>> lines = new HashMap<>();
    for (Entry entry : back) {
      lines.put(
          entry.key(),
          entry.before() instanceof Before.Sysctl before
              ? Optional.ofNullable(before.line())
              : Optional.empty());
    }
    return lines;
  }

  private Work giveBack(Entry entry, SysctlWrites writes) throws HostException {
    SysctlName name = new SysctlName(entry.key());
    String is;
    try {
      is = store.read(name);
    } catch (HostException e) {
      if (!e.problem().code().equals(SYSCTL_UNKNOWN)) {
        throw e;
      }
      return Work.kept(
          Kept.changedSince(entry.key(), "this node's kernel has no such key any more"));
    }
    if (!(entry.before() instanceof Before.Sysctl before)) {
      return Work.kept(Kept.backupLost(entry.key()));
    }
    if (SysctlText.same(is, before.value())) {
      return given(entry, is, before, writes);
    }
    if (!(entry.written() instanceof Written.Sysctl written)
        || !SysctlText.same(is, written.value())) {
      return Work.kept(Kept.changedSince(entry.key()));
    }
    store.checkWritable(name);
    return given(entry, is, before, writes);
  }

  private static Work given(Entry entry, String is, Before.Sysctl before, SysctlWrites writes)
      throws HostException {
    writes.giveBack(entry, is, before);
    boolean changes = !SysctlText.same(is, before.value());
    return Work.given(
        new Change(entry.key(), SysctlText.canonical(is), before.value(), changes), List.of());
  }

  private Map<SysctlName, String> observe(List<Sysctl> wanted) throws Refusal {
    Map<SysctlName, String> observed = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      SysctlName name = wanted.get(i).name();
      Refusal.collect(problems, i, () -> observed.put(name, store.read(name)));
    }
    Refusal.throwIfAny(problems);
    return observed;
  }
}
