package io.keelson.agent.plan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * In which order sysctls can be set: what changes others comes first, and of two that bound each
 * other the one that makes room. Everything else is sorted. Pure.
 */
public final class SysctlOrder {

  /** What changes others comes before them; else by name. */
  public static final Comparator<String> FIRST_TO_LAST =
      Comparator.comparing((String key) -> SideEffects.of(key).isEmpty())
          .thenComparing(Comparator.naturalOrder());

  /**
   * The kernel refuses a low one above the high one, and the other way round: ip-sysctl.rst,
   * net/sctp/sysctl.c, kernel/sched/core.c. Of a range the first number counts.
   */
  private record Bound(String low, String high) {}

  private static final List<Bound> BOUNDS =
      List.of(
          new Bound("net.ipv4.ipfrag_low_thresh", "net.ipv4.ipfrag_high_thresh"),
          new Bound("net.ipv6.ip6frag_low_thresh", "net.ipv6.ip6frag_high_thresh"),
          new Bound(
              "net.netfilter.nf_conntrack_frag6_low_thresh",
              "net.netfilter.nf_conntrack_frag6_high_thresh"),
          new Bound("net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_port_range"),
          new Bound("net.sctp.rto_min", "net.sctp.rto_max"),
          new Bound("net.sctp.pf_retrans", "net.sctp.ps_retrans"),
          new Bound("kernel.sched_util_clamp_min", "kernel.sched_util_clamp_max"));

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");

  private SysctlOrder() {}

  /**
   * The keys in an order in which they can be set on a kernel that has just started.
   *
   * @param before what is known of the values that the keys have then
   */
  public static List<String> atBoot(Map<String, String> wanted, Map<String, String> before) {
    List<String> order = new ArrayList<>(wanted.keySet().stream().sorted(FIRST_TO_LAST).toList());
    for (Bound bound : BOUNDS) {
      if (wanted.containsKey(bound.low) && wanted.containsKey(bound.high)) {
        boolean lowFirst =
            isAbove(before.getOrDefault(bound.low, ""), wanted.getOrDefault(bound.high, ""));
        move(order, lowFirst ? bound.low : bound.high, lowFirst ? bound.high : bound.low);
      }
    }
    return order;
  }

  /** Puts the one before the other, if it is not. */
  private static void move(List<String> order, String first, String then) {
    if (order.indexOf(first) > order.indexOf(then)) {
      order.remove(first);
      order.add(order.indexOf(then), first);
    }
  }

  /** Of values that are not known nothing is said: more are raised than lowered. */
  private static boolean isAbove(String low, String high) {
    Optional<BigInteger> one = number(low);
    Optional<BigInteger> other = number(high);
    return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) > 0;
  }

  private static Optional<BigInteger> number(String value) {
    return Stream.of(value)
        .map(text -> SysctlText.canonical(text).split(" ", -1)[0])
        .filter(word -> NUMBER.matcher(word).matches())
        .map(BigInteger::new)
        .findFirst();
  }
}
