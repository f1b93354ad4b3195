package io.keelson.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Fake agents of several nodes. All listen at the same port, as real ones do, each at an own
 * loopback address.
 */
public final class FakeAgents implements AutoCloseable {

  private final List<FakeAgent> agents;

  private FakeAgents(List<FakeAgent> agents) {
    this.agents = agents;
  }

  /** Starts one for each node with a certificate for its node's agent. */
  public static FakeAgents start(TestCertificates authority, String... nodes) {
    List<FakeAgent> agents = new ArrayList<>();
    for (int i = 0; i < nodes.length; i++) {
      int port = agents.isEmpty() ? 0 : agents.getFirst().port();
      String ip = "127.0." + (1 + i / 250) + "." + (1 + i % 250);
      agents.add(FakeAgent.start(nodes[i], ip, port, authority.forAgent(nodes[i]).sign()));
    }
    return new FakeAgents(agents);
  }

  public FakeAgent of(String node) {
    return agents.stream()
        .filter(agent -> agent.node().equals(node))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fake agent of node " + node));
  }

  public List<FakeAgent> all() {
    return List.copyOf(agents);
  }

  /** The port of all of them. */
  public int port() {
    return agents.getFirst().port();
  }

  @Override
  public void close() {
    agents.forEach(FakeAgent::close);
  }
}
