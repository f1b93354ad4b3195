package io.keelson.console.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.168.4.7, 192.168.4.7, true",
    "192.168.4.7, 192.168.4.8, false",
    "10.128.0.0/9, 10.127.0.1, false",
    "10.128.0.0/9, 10.128.0.1, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "fd00::/8, fdff::1, true",
    "fd00::/8, 10.0.0.1, false",
    "::1, 0:0:0:0:0:0:0:1, true"
  })
  void has(String network, String address, boolean isIn) {
    assertThat(Network.parse(network).orElseThrow().has(address)).isEqualTo(isIn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "::/129",
        "example.com",
        "10.0.0",
        "1",
        "10.0.0.0/",
        "/8",
        "a::g"
      })
  void isNone(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
