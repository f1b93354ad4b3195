package io.keelson.agent.plan;

import io.keelson.setting.SysctlName;

/** Which sysctls can cut the node off from those who could set them right. Pure. */
public final class CutOff {

  private static final String NETWORK = "net.";

  private CutOff() {}

  /**
   * All of the network's: addresses, routes, filters, forwarding, the limits and memory of
   * connections. A list of the dangerous ones would never be whole, and to look costs less than to
   * be wrong.
   */
  public static boolean isPossibleBy(SysctlName name) {
    return name.text().startsWith(NETWORK);
  }
}
