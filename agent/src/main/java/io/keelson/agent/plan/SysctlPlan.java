package io.keelson.agent.plan;

import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.wire.Change;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What has to change so that the kernel has the values wanted.
 *
 * @param changes one for each sysctl wanted, in their order
 */
public record SysctlPlan(List<Change> changes) {

  public SysctlPlan {
    changes = List.copyOf(changes);
  }

  /**
   * @param observed the kernel's value of each sysctl wanted
   */
  public static SysctlPlan of(List<Sysctl> wanted, Map<SysctlName, String> observed) {
    return new SysctlPlan(
        wanted.stream()
            .map(sysctl -> change(sysctl, Objects.requireNonNull(observed.get(sysctl.name()))))
            .toList());
  }

  private static Change change(Sysctl sysctl, String was) {
    String now = sysctl.value().text();
    return new Change(sysctl.key(), SysctlText.canonical(was), now, !SysctlText.same(was, now));
  }
}
