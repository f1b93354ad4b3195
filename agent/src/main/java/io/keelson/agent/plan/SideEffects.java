package io.keelson.agent.plan;

import java.util.List;
import java.util.Map;

/**
 * What the kernel changes beside a sysctl that is changed: whoever forwards listens to no redirects
 * (inet_forward_change in net/ipv4/devinet.c, addrconf_fixup_forwarding in net/ipv6/addrconf.c).
 * The {@code forwarding} of each interface, which follows too, is not listed: interfaces come and
 * go. Pure.
 */
public final class SideEffects {

  private static final String REDIRECTS = "net.ipv4.conf.all.accept_redirects";
  private static final List<String> OF_IPV4 =
      List.of(REDIRECTS, "net.ipv4.conf.default.forwarding");

  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "net.ipv4.ip_forward",
          OF_IPV4,
          "net.ipv4.conf.all.forwarding",
          OF_IPV4,
          "net.ipv6.conf.all.forwarding",
          List.of("net.ipv6.conf.default.forwarding"));

  private SideEffects() {}

  /** The keys that change with this one; empty when none are known to. */
  public static List<String> of(String key) {
    return KNOWN.getOrDefault(key, List.of());
  }

  /**
   * What the kernel makes of such a key.
   *
   * @param value that the other was set to
   */
  public static String made(String key, String value) {
    return key.equals(REDIRECTS) ? off(value) ? "1" : "0" : value;
  }

  private static boolean off(String value) {
    return SysctlText.same(value, "0");
  }
}
