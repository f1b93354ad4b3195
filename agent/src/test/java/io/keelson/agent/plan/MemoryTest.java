package io.keelson.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.SysctlValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {

  /** 8 GB, with huge pages of 2 MiB. */
  private static final Memory MEMORY = new Memory(8_000_000, 2_048);

  @ParameterizedTest(name = "S-08: {0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vm.min_free_kbytes         | 800000      | ok
          vm.min_free_kbytes         | 800001      | is more than a tenth of this node's memory: at most 800000
          vm.min_free_kbytes         | 99999999999 | is more than a tenth
          vm.min_free_kbytes         | many        | is not a whole number
          vm.nr_hugepages            | 2929        | ok
          vm.nr_hugepages            | 2930        | pages of 2048 kB take more than three quarters of this node's memory: at most 2929
          vm.nr_hugepages_mempolicy  | 10000000    | pages of 2048 kB
          vm.overcommit_kbytes       | 0           | ok
          vm.overcommit_kbytes       | 3999999     | is less than half of this node's memory: 0, or at least 4000000
          vm.overcommit_kbytes       | 4000000     | ok
          """)
  void setsBoundsByTheNodesMemory(String key, String value, String expected) {
    Sysctl sysctl = new Sysctl(new SysctlName(key), new SysctlValue(value));
    assertThat(Memory.concerns(sysctl)).isTrue();
    assertThat(MEMORY.check("f", sysctl).map(Problem::message).orElse("ok")).contains(expected);
  }

  @Test
  void leavesOtherKeysAlone() {
    assertThat(Memory.concerns(new Sysctl(new SysctlName("vm.swappiness"), new SysctlValue("1"))))
        .isFalse();
  }
}
