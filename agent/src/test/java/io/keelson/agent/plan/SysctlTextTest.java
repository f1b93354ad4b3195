package io.keelson.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SysctlTextTest {

  @ParameterizedTest
  @CsvSource({
    "'1', '1', true",
    "'4096\t131072\t6291456', '4096 131072 6291456', true",
    "'1 2', '1 2 3', false",
    "'0', '1', false",
    "'bbr', 'cubic', false",
    "'007', '7', true",
    "'8000-8002', '8000,8001-8002', true",
    "'8000-8002', '8000-8003', false",
    "'', '', true",
    "'1', '', false"
  })
  void comparesAsTheKernelWould(String one, String other, boolean same) {
    assertThat(SysctlText.same(one, other)).isEqualTo(same);
    assertThat(SysctlText.same(other, one)).isEqualTo(same);
  }
}
