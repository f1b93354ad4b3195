package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpUplinkTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  @ParameterizedTest
  @CsvSource({
    "10.96.0.1:443, 10.96.0.1:443",
    "fd00::1:6443, [fd00:0:0:0:0:0:0:1]:6443",
    "[fd00::1]:6443, [fd00:0:0:0:0:0:0:1]:6443"
  })
  void takesAnAddressWithAPort(String text, String address) {
    assertThat(TcpUplink.of(text).orElseThrow().address()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "10.96.0.1",
        "10.96.0.1:",
        ":443",
        "api.example.com:443",
        "1.1.1.1:65536"
      })
  void takesNothingElseAndLooksNoNameUp(String text) {
    assertThat(TcpUplink.of(text)).isEmpty();
  }

  @Test
  void knowsWhetherSomebodyListens() throws IOException {
    Uplink uplink;
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      uplink =
          new TcpUplink(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
      assertThat(uplink.answers(Duration.ofSeconds(10))).isTrue();
      assertThat(uplink.answers(Duration.ofSeconds(10))).isTrue();
    }
    long begun = System.nanoTime();
    assertThat(uplink.answers(SHORT)).isFalse();
    // Or it would be tried thousands of times in a second.
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SHORT.toNanos());
  }
}
