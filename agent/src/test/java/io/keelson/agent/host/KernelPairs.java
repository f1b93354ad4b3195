package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_REFUSED;

import io.keelson.setting.SysctlName;
import io.keelson.setting.rules.SysctlTable;

/**
 * Sysctls that do as a kernel does with pairs (mm/page-writeback.c, mm/util.c): who is written
 * makes the other 0, and some do not take a 0.
 */
public final class KernelPairs extends PassingSysctls {

  public KernelPairs(SysctlStore real) {
    super(real);
  }

  @Override
  public void write(SysctlName name, String value) throws HostException {
    if (name.text().endsWith("_bytes") && value.equals("0")) {
      throw new HostException(SYSCTL_VALUE_REFUSED, name.text(), "Invalid argument");
    }
    boolean changes = !real.read(name).equals(value) || name.text().startsWith("vm.overcommit");
    real.write(name, value);
    var other = SysctlTable.KNOWN.counterpart(name.text());
    if (changes && other.isPresent()) {
      real.write(new SysctlName(other.get()), "0");
    }
  }
}
