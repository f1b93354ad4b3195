package io.keelson.setting;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_INVALID;

import io.keelson.problem.Problem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The numbers that are sane for the keys with which a node is most easily lost (sysctl/kernel.rst,
 * sysctl/vm.rst, sysctl/fs.rst and networking/ip-sysctl.rst of the kernel's documentation). What
 * depends on the node's memory is decided on the node.
 *
 * @param words how many numbers the value has
 * @param ascending whether each number is at least the one before
 */
record SysctlRange(int words, BigInteger least, BigInteger most, boolean ascending) {

  private static final long INT = Integer.MAX_VALUE;

  private static final Map<String, SysctlRange> RANGES =
      Map.ofEntries(
          Map.entry("kernel.pid_max", one(32_768, 4_194_304)),
          Map.entry("kernel.threads-max", one(8_192, INT)),
          Map.entry("fs.file-max", one(65_536, Long.MAX_VALUE)),
          // Units of systemd with a higher limit of open files, containerd among them, would not
          // start.
          Map.entry("fs.nr_open", one(1_048_576, 2_147_483_584L)),
          Map.entry("user.max_user_namespaces", one(256, INT)),
          Map.entry("net.core.somaxconn", one(128, INT)),
          Map.entry("net.netfilter.nf_conntrack_max", one(32_768, INT)),
          Map.entry("net.nf_conntrack_max", one(32_768, INT)),
          Map.entry("net.ipv4.tcp_mem", new SysctlRange(3, number(4_096), number(INT), true)),
          Map.entry(
              "net.ipv4.ip_local_port_range", new SysctlRange(2, number(1), number(65_535), true)),
          Map.entry("vm.min_free_kbytes", one(1_024, Long.MAX_VALUE)),
          Map.entry("vm.nr_hugepages", one(0, Long.MAX_VALUE)),
          Map.entry("vm.overcommit_memory", one(0, 2)),
          Map.entry("vm.overcommit_ratio", one(50, 100)));

  /** What is wrong with a value that has passed the grammar, if anything. */
  static Optional<Problem> check(String field, SysctlName name, String value) {
    SysctlRange range = RANGES.get(name.text());
    return range == null || range.holds(value)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                SYSCTL_VALUE_INVALID,
                field,
                name.text(),
                name.text() + ": \"" + Problem.printable(value) + "\" is not " + range.inWords()));
  }

  private boolean holds(String value) {
    List<BigInteger> numbers = new ArrayList<>();
    for (String word : value.split(" ", -1)) {
      if (!word.matches("-?[0-9]{1,20}")) {
        return false;
      }
      BigInteger number = new BigInteger(word);
      boolean inside = number.compareTo(least) >= 0 && number.compareTo(most) <= 0;
      boolean inOrder = !ascending || numbers.isEmpty() || number.compareTo(numbers.getLast()) >= 0;
      if (!inside || !inOrder) {
        return false;
      }
      numbers.add(number);
    }
    return numbers.size() == words;
  }

  private String inWords() {
    String each = "from " + least + " to " + most;
    return words == 1
        ? "a whole number " + each + ", outside of which a node is soon lost"
        : words + " whole numbers " + each + ", none lower than the one before";
  }

  private static SysctlRange one(long least, long most) {
    return new SysctlRange(1, number(least), number(most), false);
  }

  private static BigInteger number(long number) {
    return BigInteger.valueOf(number);
  }
}
