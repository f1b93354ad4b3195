package io.keelson.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the controller runs; nothing in it is secret.
 *
 * @param agentPort where agents listen, on every node
 * @param opsPort health and metrics; 0: any free one
 * @param pollInterval how often each agent is asked what it holds
 * @param undoTimeout how long a deletion waits for nodes that cannot give back
 * @param maxCalls to agents at once
 * @param namespace that we run in, where the authority is kept
 * @param podName names this replica in the Lease
 * @param trust how agents and we prove ourselves to each other
 * @param policyFile what the site allows; empty: left to the agents
 */
record ControllerConfig(
    int agentPort,
    int opsPort,
    Duration pollInterval,
    Duration undoTimeout,
    int maxCalls,
    String namespace,
    String podName,
    Trust trust,
    String policyFile) {

  private static final Duration SHORTEST_POLL = Duration.ofMillis(100);
  private static final Duration SHORTEST_LIFE = Duration.ofMinutes(1);

  /**
   * How agents and we prove ourselves to each other.
   *
   * @param enrolPort where agents enrol; 0: any free one
   * @param certificateLife of agents and controller
   * @param authorityLife of an authority that we make
   * @param source Secret that the authority comes from; empty: we make it
   * @param autoRecover whether another authority is made when it is lost
   * @param agentAccount service account of the agents
   */
  record Trust(
      int enrolPort,
      Duration certificateLife,
      Duration authorityLife,
      String source,
      boolean autoRecover,
      String agentAccount) {

    private List<String> mistakes() {
      List<String> mistakes = new ArrayList<>();
      if (enrolPort < 0 || enrolPort > 65535) {
        mistakes.add("--enrol-port " + enrolPort + ": use 0 to 65535");
      }
      if (certificateLife.compareTo(SHORTEST_LIFE) < 0) {
        mistakes.add("--certificate-life " + certificateLife + ": use at least " + SHORTEST_LIFE);
      }
      if (authorityLife.compareTo(certificateLife.multipliedBy(3)) < 0) {
        mistakes.add(
            "--ca-life " + authorityLife + ": use at least three times --certificate-life");
      }
      if (agentAccount.isBlank()) {
        mistakes.add("--agent-service-account is empty: use the agents' service account");
      }
      return mistakes;
    }
  }

  /** Every mistake in it, each with what would be right. */
  public List<String> mistakes() {
    List<String> mistakes = new ArrayList<>();
    if (agentPort < 1 || agentPort > 65535) {
      mistakes.add("--agent-port " + agentPort + ": use 1 to 65535");
    }
    if (opsPort < 0 || opsPort > 65535) {
      mistakes.add("--ops-port " + opsPort + ": use 0 to 65535");
    }
    if (pollInterval.compareTo(SHORTEST_POLL) < 0) {
      mistakes.add("--poll-interval " + pollInterval + ": use at least " + SHORTEST_POLL);
    }
    if (undoTimeout.isNegative()) {
      mistakes.add("--undo-timeout " + undoTimeout + ": use PT0S or more");
    }
    if (maxCalls < 1) {
      mistakes.add("--max-calls " + maxCalls + ": use at least 1");
    }
    if (namespace.isBlank()) {
      mistakes.add("--namespace is empty: use the one of the release");
    }
    if (podName.isBlank()) {
      mistakes.add("--pod-name is empty: use the name of the pod");
    }
    mistakes.addAll(trust.mistakes());
    return mistakes;
  }
}
