package io.keelson.agent;

import io.keelson.agent.host.Uplink;
import java.nio.file.Path;

/**
 * How this agent was started.
 *
 * @param node the node's name in Kubernetes
 * @param port of the HTTPS listener
 * @param healthPort on 127.0.0.1
 * @param hostRoot where the node's root file system is
 * @param controller host:port of the controller's enrolment
 * @param trustDir with ca.crt and issuer
 * @param tokenFile the pod's token for enrolment
 * @param policyFile what this node allows; read again and again
 * @param uplink to the API server, which network settings must not cut off
 * @param enterNamespaces false only for a host root that is a directory made for a test
 */
record AgentConfig(
    String node,
    int port,
    int healthPort,
    Path hostRoot,
    String controller,
    Path trustDir,
    Path tokenFile,
    Path policyFile,
    Uplink uplink,
    boolean enterNamespaces) {

  /** As it is printed at start; there is nothing secret in it. */
  String text() {
    return "node %s, port %d, health port %d, host root %s, trust from %s, enrols at %s, policy from %s, API server %s%s"
        .formatted(
            node,
            port,
            healthPort,
            hostRoot,
            trustDir,
            controller,
            policyFile,
            uplink.address(),
            enterNamespaces ? "" : ", WITHOUT entering the node's namespaces");
  }
}
