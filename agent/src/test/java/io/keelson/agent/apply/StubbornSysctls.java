package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.PassingSysctls;
import io.keelson.agent.host.SysctlStore;
import io.keelson.setting.SysctlName;
import java.util.Set;

/** A kernel that does not take some values. */
final class StubbornSysctls extends PassingSysctls {

  private Set<String> refused;

  /**
   * @param refused each {@code key=value}
   */
  StubbornSysctls(SysctlStore real, String... refused) {
    super(real);
    this.refused = Set.of(refused);
  }

  void giveIn() {
    refused = Set.of();
  }

  @Override
  public void write(SysctlName name, String value) throws HostException {
    if (refused.contains(name.text() + "=" + value)) {
      throw new HostException("HOST_ERROR", name.text(), name.text() + " stays");
    }
    real.write(name, value);
  }
}
