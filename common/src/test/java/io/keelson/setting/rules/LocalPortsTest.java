package io.keelson.setting.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.rules.LocalPorts.Held;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S-25: no port of a service is taken by chance. */
class LocalPortsTest {

  private static final String ALL = "2379-2380,6443,9443,10250,30000-32767";
  private static final LocalPorts PORTS = LocalPorts.ofNode(9443);

  @ParameterizedTest(name = "S-25: {0}, reserved {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          32768 60999  | ''
          32768\t60999 | ''
          32768 65535  | ''
          10251 29999  | ''
          1 2378       | ''
          1024 65535   | 2379-2380,6443,9443,10250,30000-32767
          1024 65535   | 1-32767
          30000 60999  | 80,30000-31000,31001-32767
          6444 9442    | ''
          """)
  void takesRangesInWhichNothingListens(String range, String reserved) {
    assertThat(PORTS.wrong(new Held(range, reserved))).isEmpty();
  }

  @ParameterizedTest(name = "S-25: {0}, reserved {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          32767 60999 | ''                      | : 30000-32767 (NodePorts);
          20000 30000 | ''                      | : 30000-32767 (NodePorts);
          9000 9443   | ''                      | : 9443 (Keelson's agent);
          10250 10250 | ''                      | : 10250 (the kubelet);
          2000 2379   | ''                      | : 2379-2380 (etcd);
          6443 7000   | ''                      | : 6443 (the API server);
          1024 65535  | 30000-32767             | : 2379-2380 (etcd), 6443 (the API server), 10250 (the kubelet), 9443 (Keelson's agent);
          1024 65535  | 2379-2380,6443,9443,10250,30000-32766 | : 30000-32767 (NodePorts);
          """)
  void refusesRangesThatHoldAService(String range, String reserved, String expected) {
    assertThat(PORTS.wrong(new Held(range, reserved)).orElseThrow()).contains(expected);
  }

  @Test
  void saysWhatWouldBeRight() {
    assertThat(PORTS.wrong(new Held("1024 65535", "8080")).orElseThrow())
        .endsWith(
            "reserve them in the same call, net.ipv4.ip_local_reserved_ports = 2379-2380,6443,8080,9443,10250,30000-32767, or take a range without them, such as 32768 60999");
  }

  @Test
  void knowsTheAgentsOwnPort() {
    assertThat(LocalPorts.ofNode(40000).wrong(new Held("32768 60999", ""))).isPresent();
    assertThat(LocalPorts.ofNode(40000).wrong(new Held("32768 60999", "40000"))).isEmpty();
    assertThat(LocalPorts.ofCluster().wrong(new Held("9000 9999", ""))).isEmpty();
  }

  @Test
  void refusesAListThatOpensWhatWasClosed() {
    Held closed = new Held("1024 65535", ALL);
    assertThat(PORTS.opened(closed, new Held("1024 65535", "30000-32767")).orElseThrow())
        .contains("10250 (the kubelet)")
        .doesNotContain("30000-32767 (NodePorts)");
    assertThat(PORTS.opened(closed, new Held("1024 65535", ALL + ",40000"))).isEmpty();
  }

  @Test
  void takesAListThatMakesAnOpenRangeNoWorse() {
    Held open = new Held("1024 65535", "");
    assertThat(PORTS.opened(open, new Held("1024 65535", "30000-32767"))).isEmpty();
    assertThat(PORTS.opened(open, open)).isEmpty();
  }
}
