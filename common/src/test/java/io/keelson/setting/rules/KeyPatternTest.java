package io.keelson.setting.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPatternTest {

  @ParameterizedTest
  @CsvSource({
    "vm.swappiness, vm.swappiness, true",
    "vm.swappiness, vm.swappiness2, false",
    "vm.*, vm.swappiness, true",
    "net.ipv4.*, net.ipv4.conf.all.rp_filter, true",
    "net.ipv4.*, net.ipv6.conf.all.forwarding, false",
    "net.ipv4.*, net.ipv4, false",
    "net.ipv4.conf.*.rp_filter, net.ipv4.conf.eth0.rp_filter, true",
    "net.ipv4.conf.*.rp_filter, net.ipv4.conf.a.b.rp_filter, false",
    "net.ipv4.conf.*.rp_filter, net.ipv4.conf.eth0.arp_filter, false"
  })
  void matchesWholeComponents(String pattern, String name, boolean expected) {
    assertThat(new KeyPattern(pattern).matches(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.x", "net.ip*", "net..x", "", "net.**", "net/x"})
  void refusesPatternsThatAreUnclearOrMatchEverything(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> new KeyPattern(pattern));
  }
}
