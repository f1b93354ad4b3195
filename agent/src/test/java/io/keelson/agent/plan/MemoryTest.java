package io.keelson.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.SysctlValue;
import io.keelson.setting.rules.MemoryShare;
import io.keelson.setting.rules.MemoryShare.Bound;
import io.keelson.setting.rules.SysctlRow;
import io.keelson.setting.rules.SysctlTable;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryTest {

  /** 8 GB, with huge pages of 2 MiB. */
  private static final Memory MEMORY = new Memory(8_000_000, 2_048, 4_096);

  private static Sysctl sysctl(String key, String value) {
    return new Sysctl(new SysctlName(key), new SysctlValue(value));
  }

  private static String said(Memory memory, String key, String value) {
    return memory.check("f", sysctl(key, value)).map(Problem::message).orElse("ok");
  }

  /** Written by hand, so that a slip in the table is seen. */
  @ParameterizedTest(name = "S-08, S-12: {0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vm.min_free_kbytes         | 800000      | ok
          vm.min_free_kbytes         | 800001      | vm.min_free_kbytes: "800001" is more than 10 % of this node's memory: at most 800000 kB: what is kept free is lost to programs
          vm.admin_reserve_kbytes    | 800001      | is more than 10 %
          vm.user_reserve_kbytes     | 800001      | is more than 10 %
          vm.nr_hugepages            | 2929        | ok
          vm.nr_hugepages            | 2930        | is more than 75 % of this node's memory: at most 2929 huge pages of 2048 kB
          vm.nr_hugepages            | 10000000    | is more than 75 %
          vm.nr_hugepages_mempolicy  | 10000000    | is more than 75 %
          vm.overcommit_kbytes       | 3999999     | is less than 50 % of this node's memory: at least 4000000 kB
          vm.overcommit_kbytes       | 4000000     | ok
          net.ipv4.tcp_mem           | 4096 8192 20000 | ok
          net.ipv4.tcp_mem           | 4096 8192 19999 | net.ipv4.tcp_mem: "4096 8192 19999" is less than 1 % of this node's memory: at least 20000 pages: with less, connections of the whole node are starved
          net.ipv4.udp_mem           | 4096 4096 4096  | is less than 1 %
          net.netfilter.nf_conntrack_buckets | 51200000  | ok
          net.netfilter.nf_conntrack_buckets | 51200001  | is more than 5 % of this node's memory: at most 51200000 entries of 8 bytes
          """)
  void setsBoundsByTheNodesMemory(String key, String value, String expected) {
    assertThat(Memory.concerns(sysctl(key, value))).isTrue();
    assertThat(said(MEMORY, key, value)).contains(expected);
  }

  static Stream<String> keysWithAShare() {
    return SysctlTable.KNOWN.rows().stream()
        .filter(row -> row.memoryShare().isPresent())
        .flatMap(row -> row.keys().stream())
        .map(key -> key.text());
  }

  /** On a node of 100 units, a percentage is its own limit. */
  @ParameterizedTest
  @MethodSource("keysWithAShare")
  void holdsTheShareOfTheTable(String key) {
    SysctlRow row = SysctlTable.KNOWN.row(key).orElseThrow();
    MemoryShare share = row.memoryShare().orElseThrow();
    Memory hundred =
        switch (share.unit()) {
          case KILOBYTES -> new Memory(100, 1, 1024);
          case PAGES -> new Memory(1_600, 1, 16_384);
          case HUGE_PAGES -> new Memory(204_800, 2_048, 4_096);
          case ENTRIES -> new Memory(100, 1, 1024);
        };
    int limit = share.unit() == MemoryShare.Unit.ENTRIES ? share.percent() * 128 : share.percent();
    int beyond = share.bound() == Bound.AT_MOST ? limit + 1 : limit - 1;
    assertThat(said(hundred, key, numbers(row, limit))).isEqualTo("ok");
    assertThat(said(hundred, key, numbers(row, beyond))).contains("of this node's memory");
  }

  private static String numbers(SysctlRow row, int number) {
    int many =
        row.form() instanceof io.keelson.setting.rules.ValueForm.Numbers form
            ? form.each().size()
            : 1;
    return String.join(" ", Collections.nCopies(many, Integer.toString(number)));
  }

  @Test
  void countsInPagesOfTheNode() {
    Memory largePages = new Memory(8_000_000, 2_048, 65_536);
    assertThat(said(largePages, "net.ipv4.tcp_mem", "4096 4096 4096")).isEqualTo("ok");
    assertThat(said(largePages, "net.ipv4.tcp_mem", "1 1 1249")).contains("at least 1250 pages");
  }

  @Test
  void leavesHugePagesToAKernelThatHasNone() {
    assertThat(said(new Memory(8_000_000, 0, 4_096), "vm.nr_hugepages", "1000000")).isEqualTo("ok");
  }

  @Test
  void leavesOtherKeysAlone() {
    assertThat(Memory.concerns(sysctl("vm.swappiness", "1"))).isFalse();
    assertThat(Memory.concerns(sysctl("vm.no_such_key", "1"))).isFalse();
    assertThat(said(MEMORY, "vm.swappiness", "1")).isEqualTo("ok");
  }
}
