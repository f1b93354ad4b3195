package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.CutOff;
import io.keelson.agent.plan.SideEffects;
import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.setting.SysctlName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Sets all kernel parameters of a call, and sees that all of them are so in the end. */
record SysctlsStep(SysctlStore store, List<SysctlWrite> writes) implements Step {

  private static final Comparator<SysctlWrite> FIRST_TO_LAST =
      Comparator.comparing(write -> !SideEffects.of(write.name().text()).isEmpty() ? 0 : 1);

  SysctlsStep {
    writes = writes.stream().sorted(FIRST_TO_LAST).toList();
  }

  /** No step where nothing is to be changed. */
  static List<Step> of(SysctlStore store, List<SysctlWrite> writes) {
    return writes.stream().anyMatch(SysctlWrite::changes)
        ? List.of(new SysctlsStep(store, writes))
        : List.of();
  }

  @Override
  public String what() {
    return String.join(", ", changed());
  }

  private List<String> changed() {
    return writes.stream().filter(SysctlWrite::changes).map(each -> each.name().text()).toList();
  }

  @Override
  public List<String> mayCutOffBy() {
    return changed().stream().filter(key -> CutOff.isPossibleBy(new SysctlName(key))).toList();
  }

  /**
   * What only the kernel changes is told with no value of its own: it is taken back in any case.
   */
  @Override
  public List<Undo> undos() {
    Set<String> beside =
        changed().stream().flatMap(key -> SideEffects.of(key).stream()).collect(Collectors.toSet());
    List<Undo> undos = new ArrayList<>();
    for (SysctlWrite write : writes) {
      String key = write.name().text();
      if (write.changes()) {
        undos.add(new Undo.Sysctl(key, SysctlText.canonical(write.was()), write.now()));
      } else if (beside.contains(key)) {
        undos.add(new Undo.Sysctl(key, SysctlText.canonical(write.was()), null));
      }
    }
    return undos;
  }

  @Override
  public void make() throws HostException {
    Map<SysctlName, String> wanted = new LinkedHashMap<>();
    for (SysctlWrite write : writes) {
      if (write.now() != null) {
        wanted.put(write.name(), write.now());
      }
    }
    Settling.make(store, wanted);
  }

  @Override
  public void undo() throws HostException {
    Map<SysctlName, String> wanted = new LinkedHashMap<>();
    writes.reversed().forEach(write -> wanted.put(write.name(), write.was()));
    Settling.takeBack(store, wanted);
  }

  @Override
  public boolean keep() {
    // The kernel keeps nothing of the old values.
    return true;
  }
}
