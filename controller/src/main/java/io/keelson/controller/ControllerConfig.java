package io.keelson.controller;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the controller runs; nothing in it is secret.
 *
 * @param agentPort where agents listen, on every node
 * @param tlsDir folder with tls.crt, tls.key and ca.crt
 * @param agentName DNS name in the agents' certificates
 * @param opsPort health and metrics; 0: any free one
 * @param pollInterval how often each agent is asked what it holds
 * @param maxCalls to agents at once
 */
record ControllerConfig(
    int agentPort,
    Path tlsDir,
    String agentName,
    int opsPort,
    Duration pollInterval,
    int maxCalls) {

  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

  /** Every mistake in it, each with what would be right. */
  public List<String> mistakes() {
    List<String> mistakes = new ArrayList<>();
    if (agentPort < 1 || agentPort > 65535) {
      mistakes.add("--agent-port " + agentPort + ": use 1 to 65535");
    }
    if (opsPort < 0 || opsPort > 65535) {
      mistakes.add("--ops-port " + opsPort + ": use 0 to 65535");
    }
    if (agentName.isBlank()) {
      mistakes.add("--agent-name is empty: use the DNS name in the agents' certificates");
    }
    if (pollInterval.compareTo(SHORTEST_POLL) < 0) {
      mistakes.add("--poll-interval " + pollInterval + ": use at least " + SHORTEST_POLL);
    }
    if (maxCalls < 1) {
      mistakes.add("--max-calls " + maxCalls + ": use at least 1");
    }
    return mistakes;
  }
}
