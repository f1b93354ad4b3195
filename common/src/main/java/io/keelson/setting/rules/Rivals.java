package io.keelson.setting.rules;

import java.util.Map;
import java.util.Optional;

/** Sysctls that cannot each have a value of its own, though their names differ. */
public final class Rivals {

  /** Two names of one variable: devinet.c gives both the same place. */
  private static final Map<String, String> SAME =
      Map.of(
          "net.ipv4.ip_forward", "net.ipv4.conf.all.forwarding",
          "net.ipv4.conf.all.forwarding", "net.ipv4.ip_forward");

  private Rivals() {}

  /** The other name of the variable that a key names, if there is one. */
  public static Optional<String> sameAs(String key) {
    return Optional.ofNullable(SAME.get(key));
  }

  /** The key that has another value when this one is set, if there is one. */
  public static Optional<String> of(String key) {
    return sameAs(key).or(() -> SysctlTable.KNOWN.counterpart(key));
  }
}
