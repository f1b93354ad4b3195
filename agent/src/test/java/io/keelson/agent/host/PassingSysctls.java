package io.keelson.agent.host;

import io.keelson.setting.SysctlName;

/** Sysctls that lead to others; what is to be another way is for a subclass. */
public abstract class PassingSysctls implements SysctlStore {

  protected final SysctlStore real;

  protected PassingSysctls(SysctlStore real) {
    this.real = real;
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
    real.write(name, value);
  }
}
