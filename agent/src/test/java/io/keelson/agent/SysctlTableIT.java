package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.agent.host.RealNode;
import io.keelson.setting.Parameter;
import io.keelson.setting.rules.LocalPorts;
import io.keelson.setting.rules.NumberRange;
import io.keelson.setting.rules.SysctlRow;
import io.keelson.setting.rules.SysctlTable;
import io.keelson.setting.rules.ValueForm.Numbers;
import io.keelson.wire.Json;
import io.keelson.wire.ReleaseRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of sysctls before a real kernel, in a network namespace of its own. */
class SysctlTableIT {

  /** Later kernels take more, or another key of the node bounds it: ipfrag_low_thresh its high. */
  private static final Set<String> LEFT_TO_THE_KERNEL =
      Set.of(
          "net.ipv4.tcp_ecn",
          "net.ipv4.ipfrag_high_thresh",
          "net.ipv4.ipfrag_low_thresh",
          "net.ipv4.ip_unprivileged_port_start");

  @TempDir static Path work;
  private static RealNode node;
  private static TestAgent agent;
  private static Set<String> settable;

  @BeforeAll
  static void start() throws IOException {
    node = RealNode.start();
    agent = TestAgent.on(node.root(), work, "net.*", "/etc/keelson.d", true);
    // Every test would change this machine if the agent were in its namespaces.
    assertThat(agent.get("/v1/hostname").body()).contains("\"value\":\"before\"");
    settable =
        node.run("find", "/proc/sys/net", "-type", "f", "-perm", "/222")
            .lines()
            .map(path -> path.substring("/proc/sys/".length()).replace('/', '.'))
            .collect(Collectors.toSet());
  }

  @AfterAll
  static void stop() {
    agent.close();
    node.close();
  }

  /** Nothing is held, so that no call gives back what the one before has set. */
  @BeforeEach
  void freshNode() throws IOException {
    ReleaseRequest all = new ReleaseRequest("node1", TestAgent.OWNER, 1, 1, null, false);
    Answer released = agent.postBytes(ReleaseRequest.PATH, Json.write(all));
    assertThat(released.status()).as(released.body()).isEqualTo(200);
    node.run("sysctl", "-w", LocalPorts.RESERVED + "=", LocalPorts.RANGE + "=32768 60999");
  }

  static Stream<String> netKeys() {
    return SysctlTable.KNOWN.rows().stream()
        .filter(row -> row.form() instanceof Numbers && row.memoryShare().isEmpty())
        .flatMap(row -> row.keys().stream())
        .map(key -> key.text().replace("*", "lo"))
        .filter(settable::contains)
        .filter(key -> !key.equals(LocalPorts.RANGE) && !LEFT_TO_THE_KERNEL.contains(key));
  }

  @Test
  void manyRowsCanBeTriedHere() {
    assertThat(netKeys()).hasSizeGreaterThan(150);
  }

  @ParameterizedTest
  @MethodSource("netKeys")
  void theKernelTakesBothEnds(String key) {
    SysctlRow row = SysctlTable.KNOWN.row(key).orElseThrow();
    List<NumberRange> ranges = ((Numbers) row.form()).each();
    String least = text(ranges.stream().map(NumberRange::least));
    String most = text(ranges.stream().map(NumberRange::most));
    assertThat(Stream.of(least, most).filter(value -> row.guard(value).isEmpty()))
        .allSatisfy(
            value -> {
              Answer answer = agent.post("/v1/sysctl", Parameter.of(key, value));
              assertThat(answer.status()).as(value + ": " + answer.body()).isEqualTo(200);
            });
  }

  private static String text(Stream<BigInteger> numbers) {
    return numbers.map(BigInteger::toString).collect(Collectors.joining(" "));
  }

  @Test
  @DisplayName("S-25: a wide range is taken with the list, and only with it")
  void leavesThePortsOfServices() throws IOException {
    Parameter wide = Parameter.of(LocalPorts.RANGE, "1024 65535");
    Parameter list = Parameter.of(LocalPorts.RESERVED, "2379-2380,6443,9443,10250,30000-32767");

    Answer refused = agent.post("/v1/sysctl", wide);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("SYSCTL_VALUE_INVALID", "30000-32767 (NodePorts)");
    assertThat(node.run("sysctl", "-n", LocalPorts.RANGE)).isEqualTo("32768\t60999");

    assertThat(agent.post("/v1/sysctl", list, wide).status()).isEqualTo(200);
    assertThat(node.run("sysctl", "-n", LocalPorts.RANGE)).isEqualTo("1024\t65535");

    // What the call before asked for and this one does not is given back, and does not count.
    assertThat(agent.post("/v1/sysctl", wide).status()).isEqualTo(422);
    assertThat(agent.post("/v1/sysctl", Parameter.of(LocalPorts.RESERVED, "6443")).status())
        .isEqualTo(200);
    assertThat(node.run("sysctl", "-n", LocalPorts.RANGE)).isEqualTo("32768\t60999");
  }

  @Test
  @DisplayName("S-25: a list alone may not open a range that is wide by others")
  void keepsPortsClosedThatAreClosed() throws IOException {
    node.run(
        "sysctl",
        "-w",
        LocalPorts.RESERVED + "=2379-2380,6443,9443,10250,30000-32767",
        LocalPorts.RANGE + "=1024 65535");
    Answer opening = agent.post("/v1/sysctl", Parameter.of(LocalPorts.RESERVED, "6443"));
    assertThat(opening.status()).isEqualTo(422);
    assertThat(node.run("sysctl", "-n", LocalPorts.RESERVED)).contains("30000-32767");
  }

  @Test
  @DisplayName("S-25: what is reserved on the node already counts")
  void seesWhatIsReservedOnTheNode() throws IOException {
    node.run("sysctl", "-w", LocalPorts.RESERVED + "=2379-2380,6443,9443,10250,30000-32767");
    assertThat(agent.post("/v1/sysctl", Parameter.of(LocalPorts.RANGE, "1024 65535")).status())
        .isEqualTo(200);
  }

  @Test
  void leavesToTheKernelWhatNoTableKnows() {
    assertThat(
            agent
                .post("/v1/sysctl", Parameter.of("net.ipv4.tcp_congestion_control", "nosuch"))
                .body())
        .contains("SYSCTL_VALUE_REFUSED");
    assertThat(agent.post("/v1/sysctl", Parameter.of("net.ipv4.tcp_min_rtt_wlen", "86401")).body())
        .contains("SYSCTL_VALUE_REFUSED");
    assertThat(
            agent.post("/v1/sysctl", Parameter.of("net.ipv4.tcp_min_rtt_wlen", "86400")).status())
        .isEqualTo(200);
  }
}
