package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.CutOff;
import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.setting.SysctlName;
import java.util.List;

/** Sets one kernel parameter. */
record SysctlStep(SysctlStore store, SysctlName name, String value, String was) implements Step {

  @Override
  public String what() {
    return name.text();
  }

  @Override
  public boolean mayCutOff() {
    return CutOff.isPossibleBy(name);
  }

  @Override
  public List<Undo> undos() {
    return List.of(new Undo.Sysctl(name.text(), SysctlText.canonical(was)));
  }

  @Override
  public void make() throws HostException {
    store.write(name, value);
  }

  @Override
  public void undo() throws HostException {
    if (!SysctlText.same(store.read(name), was)) {
      store.write(name, SysctlText.canonical(was));
    }
  }

  @Override
  public boolean keep() {
    // The kernel keeps nothing of the old value.
    return true;
  }
}
