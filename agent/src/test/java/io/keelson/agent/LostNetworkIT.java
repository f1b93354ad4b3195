package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.agent.host.HostNamespaces;
import io.keelson.agent.host.HostThread;
import io.keelson.agent.host.RealNode;
import io.keelson.agent.host.TcpUplink;
import io.keelson.setting.Parameter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** N-17 before a real kernel: sysctls that really cut a network off from its API server. */
class LostNetworkIT {

  private static final String POLICY =
      """
      {"sysctls": [{"name": "net.*"},
                   {"name": "net.ipv6.conf.all.disable_ipv6", "values": ["0", "1"]}]}
      """;

  private static final String IPV6_OFF = "net.ipv6.conf.all.disable_ipv6";
  private static final String FILTER = "net.ipv4.conf.all.rp_filter";
  private static final String BESIDE = "net.ipv4.tcp_fin_timeout";

  @TempDir Path work;
  private RealNode node;

  @BeforeEach
  void start() throws IOException {
    node = RealNode.start();
    run(node, "ip", "link", "set", "lo", "up");
    node.run("sysctl", "-w", BESIDE + "=60");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static void run(RealNode on, String... command) throws IOException {
    assertThat(on.run(command)).as(String.join(" ", command)).isEmpty();
  }

  private String value(String key) throws IOException {
    return node.run("sysctl", "-n", key);
  }

  /** Whoever connects is let in by the kernel; nobody has to take the connection from it. */
  private static ServerSocket listenOn(RealNode machine, String address) {
    try (HostThread inside = new HostThread(HostNamespaces.of(machine.root()), 1)) {
      return inside
          .submit(() -> new ServerSocket(0, 64, InetAddress.ofLiteral(address)))
          .orElseThrow()
          .join();
    }
  }

  private static TcpUplink to(ServerSocket server) {
    return new TcpUplink(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
  }

  private void assertIsTakenBack(Answer answer, String key) throws IOException {
    assertThat(answer.status()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("NETWORK_LOST", key, "reaches it again");
    assertThat(value(key)).isEqualTo("0");
    assertThat(value(BESIDE)).isEqualTo("60");
    assertThat(node.run("ls", "-A", "/etc/sysctl.d")).isEmpty();
  }

  @Test
  @DisplayName("S-10, N-17: without IPv6 its address has gone, and comes back with the value")
  void givesItsAddressBackToTheNode() throws IOException {
    try (ServerSocket server = listenOn(node, "::1");
        TestAgent agent = TestAgent.reaching(to(server), node.root(), work, POLICY)) {
      assertIsTakenBack(
          agent.post("/v1/sysctl", Parameter.of(BESIDE, "33"), Parameter.of(IPV6_OFF, "1")),
          IPV6_OFF);
      assertThat(node.run("cat", "/proc/net/if_inet6")).endsWith("lo");
      assertThat(agent.get("/v1/state").body()).doesNotContain(IPV6_OFF, "NODE_DIRTY");

      Answer good = agent.post("/v1/sysctl", Parameter.of(BESIDE, "33"));
      assertThat(good.status()).as(good.body()).isEqualTo(200);
      assertThat(value(BESIDE)).isEqualTo("33");
    }
  }

  /** The API server's answers come over another line than what goes there: a common mistake. */
  @Test
  @DisplayName("N-17: a filter that drops the answers of the API server")
  void takesBackAFilterThatDropsTheAnswers() throws IOException {
    try (RealNode other = RealNode.start()) {
      twoLines(other);
      try (ServerSocket server = listenOn(other, "10.9.9.9");
          TestAgent agent = TestAgent.reaching(to(server), node.root(), work, POLICY)) {
        assertIsTakenBack(
            agent.post("/v1/sysctl", Parameter.of(BESIDE, "33"), Parameter.of(FILTER, "1")),
            FILTER);
      }
    }
  }

  private void twoLines(RealNode other) throws IOException {
    for (String line : new String[] {"1", "2"}) {
      String[] names = {"there" + line, "back" + line};
      run(node, "ip", "link", "add", "name", names[0], "type", "veth", "peer", "name", names[1]);
      run(node, "ip", "addr", "add", "10.9." + line + ".1/24", "dev", names[0]);
      run(node, "ip", "link", "set", names[0], "up");
      node.give(names[1], other);
      run(other, "ip", "addr", "add", "10.9." + line + ".2/24", "dev", names[1]);
      run(other, "ip", "link", "set", names[1], "up");
    }
    run(other, "ip", "addr", "add", "10.9.9.9/32", "dev", "back1");
    run(node, "ip", "route", "add", "10.9.9.9", "via", "10.9.1.2", "src", "10.9.1.1");
    run(other, "ip", "route", "replace", "10.9.1.0/24", "via", "10.9.2.1", "src", "10.9.9.9");
  }
}
