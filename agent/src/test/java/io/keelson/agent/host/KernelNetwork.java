package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_REFUSED;

import io.keelson.setting.SysctlName;
import java.util.Set;

/**
 * Sysctls that do as a kernel does with the network's: two thresholds bound each other
 * (ip_fragment.c), and who begins or ends to forward changes others beside it (inet_forward_change
 * in devinet.c).
 */
public final class KernelNetwork extends PassingSysctls {

  private static final String LOW = "net.ipv4.ipfrag_low_thresh";
  private static final String HIGH = "net.ipv4.ipfrag_high_thresh";
  private static final Set<String> FORWARDING =
      Set.of("net.ipv4.ip_forward", "net.ipv4.conf.all.forwarding");

  public KernelNetwork(SysctlStore real) {
    super(real);
  }

  @Override
  public void write(SysctlName name, String value) throws HostException {
    boolean refused =
        switch (name.text()) {
          case LOW -> isAbove(value, value(HIGH));
          case HIGH -> isAbove(value(LOW), value);
          default -> false;
        };
    if (refused) {
      throw new HostException(SYSCTL_VALUE_REFUSED, name.text(), "Invalid argument");
    }
    boolean changes = !real.read(name).equals(value);
    real.write(name, value);
    if (changes && FORWARDING.contains(name.text())) {
      for (String each : FORWARDING) {
        real.write(new SysctlName(each), value);
      }
      real.write(new SysctlName("net.ipv4.conf.default.forwarding"), value);
      real.write(
          new SysctlName("net.ipv4.conf.all.accept_redirects"), value.equals("0") ? "1" : "0");
    }
  }

  private String value(String key) throws HostException {
    return real.read(new SysctlName(key));
  }

  /** A value is empty when its write was killed. */
  private static boolean isAbove(String low, String high) {
    return !low.isEmpty() && !high.isEmpty() && Long.parseLong(low) > Long.parseLong(high);
  }
}
