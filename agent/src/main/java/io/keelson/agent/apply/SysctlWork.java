package io.keelson.agent.apply;

import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.NodeMemory;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.LaterFiles;
import io.keelson.agent.plan.Memory;
import io.keelson.agent.plan.SysctlPlan;
import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what the kernel and the drop-in hold, and lays out the steps. For the host thread. */
record SysctlWork(SysctlStore store, DropInStore dropIns, NodeMemory memory) {

  Work of(List<Sysctl> wanted) throws Refusal, HostException {
    checkMemory(wanted);
    Map<SysctlName, String> observed = observe(wanted);
    SysctlPlan plan = SysctlPlan.of(wanted, observed);
    List<Step> steps = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (plan.changes().get(i).changed()) {
        Sysctl sysctl = wanted.get(i);
        Refusal.collect(problems, i, () -> store.checkWritable(sysctl.name()));
        steps.add(new SysctlStep(store, sysctl, observed.getOrDefault(sysctl.name(), "")));
      }
    }
    Refusal.throwIfAny(problems);
    List<String> warnings = new ArrayList<>(LaterFiles.warnings(wanted, dropIns.later()));
    steps.addAll(dropIn(wanted, warnings));
    return new Work(plan.changes(), steps, warnings);
  }

  private void checkMemory(List<Sysctl> wanted) throws Refusal, HostException {
    if (wanted.stream().noneMatch(Memory::concerns)) {
      return;
    }
    Memory known = memory.read();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (Memory.concerns(wanted.get(i))) {
        known.check("parameters[" + i + "].value", wanted.get(i)).ifPresent(problems::add);
      }
    }
    Refusal.throwIfAny(problems);
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

  /** The last step: what was set now is set again at the next boot. */
  private List<Step> dropIn(List<Sysctl> wanted, List<String> warnings) throws HostException {
    Optional<String> text = dropIns.read();
    DropIn now = DropIn.parse(text.orElse(""));
    String next = now.with(wanted).text();
    if (text.filter(next::equals).isPresent()) {
      return List.of();
    }
    if (!now.damaged().isEmpty()) {
      warnings.add(
          "/etc/sysctl.d/%s: lines %s were not Keelson's or no longer allowed and are left out"
              .formatted(DropIn.NAME, now.damaged()));
    }
    dropIns.checkReplaceable();
    List<Step> steps = new ArrayList<>();
    if (!dropIns.directoryExists()) {
      steps.add(new MadeStep("/etc/sysctl.d", dropIns::makeDirectory));
    }
    steps.add(new MadeStep("/etc/sysctl.d/" + DropIn.NAME, () -> dropIns.write(next)));
    return steps;
  }
}
