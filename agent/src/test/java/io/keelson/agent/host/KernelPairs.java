package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_REFUSED;

import io.keelson.setting.SysctlName;
import io.keelson.setting.rules.SysctlTable;

/**
 * Sysctls that do as a kernel does with pairs (mm/page-writeback.c, mm/util.c): who is written
 * makes the other 0, and some do not take a 0.
 */
public record KernelPairs(SysctlStore store) implements SysctlStore {

  @Override
  public String read(SysctlName name) throws HostException {
    return store.read(name);
  }

  @Override
  public boolean isPublic(SysctlName name) throws HostException {
    return store.isPublic(name);
  }

  @Override
  public void checkWritable(SysctlName name) throws HostException {
    store.checkWritable(name);
  }

  @Override
  public void write(SysctlName name, String value) throws HostException {
    if (name.text().endsWith("_bytes") && value.equals("0")) {
      throw new HostException(SYSCTL_VALUE_REFUSED, name.text(), "Invalid argument");
    }
    boolean changes = !store.read(name).equals(value) || name.text().startsWith("vm.overcommit");
    store.write(name, value);
    var other = SysctlTable.KNOWN.counterpart(name.text());
    if (changes && other.isPresent()) {
      store.write(new SysctlName(other.get()), "0");
    }
  }
}
