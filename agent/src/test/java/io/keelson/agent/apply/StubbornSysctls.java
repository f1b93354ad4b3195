package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.SysctlStore;
import io.keelson.setting.SysctlName;
import java.util.Set;

/** A kernel that does not take some values. */
final class StubbornSysctls implements SysctlStore {

  private final SysctlStore real;
  private Set<String> refused;

  /**
   * @param refused each {@code key=value}
   */
  StubbornSysctls(SysctlStore real, String... refused) {
    this.real = real;
    this.refused = Set.of(refused);
  }

  void giveIn() {
    refused = Set.of();
  }

  @Override
  public String read(SysctlName name) throws HostException {
    return real.read(name);
  }

  @Override
  public boolean isPublic(SysctlName name) throws HostException {
    return real.isPublic(name);
  }

  @Override
  public void checkWritable(SysctlName name) throws HostException {
    real.checkWritable(name);
  }

  @Override
  public void write(SysctlName name, String value) throws HostException {
    if (refused.contains(name.text() + "=" + value)) {
      throw new HostException("HOST_ERROR", name.text(), name.text() + " stays");
    }
    real.write(name, value);
  }
}
