package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.SYSCTL_UNKNOWN;

import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.HostException;
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
import io.keelson.wire.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what the kernel has and what is kept over boots, and lays out the steps. */
record SysctlWork(SysctlStore store, DropInStore dropIns, SysctlLimits limits, SysctlSources boot) {

  /**
   * @param back what is to be given back in the same change
   */
  Work of(List<Sysctl> wanted, List<Entry> back, Holdings known) throws Refusal, HostException {
    limits.check(wanted, back);
    DropInWork file = DropInWork.read(dropIns);
    Work set = set(wanted, known, file.now());
    Work given = giveBack(back);
    SysctlsAtBoot atBoot = boot.read();
    return set.and(given)
        .and(Work.toSay(atBoot.notPersistent(wanted), atBoot.warnings(wanted)))
        .and(keep(file, wanted, back));
  }

  /**
   * On a node whose /etc is read-only there is no keeping, and no reason either not to set a value.
   * But a line that has to go, and cannot, would set its value again at the next boot.
   */
  private Work keep(DropInWork file, List<Sysctl> wanted, List<Entry> back) throws HostException {
    DropIn left = file.now().givenBack(lines(back));
    if (dropIns.isReadOnly() && left.entries().equals(file.now().entries())) {
      return Work.toSay(SysctlsAtBoot.notWritable(wanted, left), List.of());
    }
    return file.to(file.now().with(wanted).givenBack(lines(back)), new ArrayList<>());
  }

  private Work set(List<Sysctl> wanted, Holdings known, DropIn lines) throws Refusal {
    Map<SysctlName, String> observed = observe(wanted);
    SysctlPlan plan = SysctlPlan.of(wanted, observed);
    List<Step> steps = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Sysctl sysctl = wanted.get(i);
      String was = observed.getOrDefault(sysctl.name(), "");
      entries.add(entry(sysctl, was, known, lines));
      if (plan.changes().get(i).changed()) {
        Refusal.collect(problems, i, () -> store.checkWritable(sysctl.name()));
        steps.add(new SysctlStep(store, sysctl.name(), sysctl.value().text(), was));
      }
    }
    Refusal.throwIfAny(problems);
    return new Work(plan.changes(), steps, entries, List.of(), List.of());
  }

  private static Entry entry(Sysctl sysctl, String was, Holdings known, DropIn lines) {
    Before before =
        known
            .entry(Api.SYSCTL, sysctl.key())
            .map(Entry::before)
            .orElseGet(() -> before(sysctl, was, known, lines));
    return new Entry(Api.SYSCTL, sysctl.key(), before, new Written.Sysctl(sysctl.value().text()));
  }

  /** What Keelson itself has set has a line in its file. */
  private static Before before(Sysctl sysctl, String was, Holdings known, DropIn lines) {
    String line = lines.entries().get(sysctl.key());
    boolean mayBeOurs = known.lost() && line != null && SysctlText.same(was, sysctl.value().text());
    return mayBeOurs ? new Before.Unknown() : new Before.Sysctl(SysctlText.canonical(was), line);
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

  private Work giveBack(List<Entry> back) throws HostException {
    return Work.ofEach(back, this::giveBack);
  }

  private Work giveBack(Entry entry) throws HostException {
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
      return given(entry, is, before, List.of());
    }
    if (!(entry.written() instanceof Written.Sysctl written)
        || !SysctlText.same(is, written.value())) {
      return Work.kept(Kept.changedSince(entry.key()));
    }
    store.checkWritable(name);
    return given(entry, is, before, List.of(new SysctlStep(store, name, before.value(), is)));
  }

  private static Work given(Entry entry, String is, Before.Sysctl before, List<Step> steps) {
    Change change =
        new Change(entry.key(), SysctlText.canonical(is), before.value(), !steps.isEmpty());
    return Work.given(change, steps);
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
