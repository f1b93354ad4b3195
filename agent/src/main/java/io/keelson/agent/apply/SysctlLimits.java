package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.NodeMemory;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.Memory;
import io.keelson.agent.record.Before;
import io.keelson.agent.record.Entry;
import io.keelson.problem.Problem;
import io.keelson.setting.LocalPortCheck;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.rules.LocalPorts;
import java.util.ArrayList;
import java.util.List;

/** What only the node can say against values: its memory, and its ports. For the host thread. */
public record SysctlLimits(SysctlStore store, NodeMemory memory, LocalPortCheck ports) {

  /**
   * @param back what the same call gives back
   */
  void check(List<Sysctl> wanted, List<Entry> back) throws Refusal, HostException {
    List<Problem> problems = new ArrayList<>();
    if (wanted.stream().anyMatch(Memory::concerns)) {
      checkMemory(wanted, memory.read(), problems);
    }
    if (LocalPortCheck.concerns(wanted)) {
      LocalPorts.Held now = ports(List.of());
      ports.check(wanted, now, back.isEmpty() ? now : ports(back)).ifPresent(problems::add);
    }
    Refusal.throwIfAny(problems);
  }

  private static void checkMemory(List<Sysctl> wanted, Memory known, List<Problem> problems) {
    for (int i = 0; i < wanted.size(); i++) {
      known.check("parameters[" + i + "].value", wanted.get(i)).ifPresent(problems::add);
    }
  }

  private LocalPorts.Held ports(List<Entry> back) throws HostException {
    return new LocalPorts.Held(value(LocalPorts.RANGE, back), value(LocalPorts.RESERVED, back));
  }

  private String value(String key, List<Entry> back) throws HostException {
    for (Entry entry : back) {
      if (entry.key().equals(key) && entry.before() instanceof Before.Sysctl before) {
        return before.value();
      }
    }
    return store.read(new SysctlName(key));
  }
}
