package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.SysctlText;
import io.keelson.setting.Sysctl;

/** Sets one kernel parameter. */
record SysctlStep(SysctlStore store, Sysctl sysctl, String was) implements Step {

  @Override
  public String what() {
    return sysctl.key();
  }

  @Override
  public void make() throws HostException {
    store.write(sysctl.name(), sysctl.value().text());
  }

  @Override
  public void undo() throws HostException {
    if (!SysctlText.same(store.read(sysctl.name()), was)) {
      store.write(sysctl.name(), SysctlText.canonical(was));
    }
  }

  @Override
  public void keep() {
    // The kernel keeps nothing of the old value.
  }
}
