package io.keelson.agent;

import io.keelson.agent.policy.Policy;
import java.nio.file.Path;

/**
 * How this agent was started.
 *
 * @param node the node's name in Kubernetes
 * @param port of the HTTPS listener
 * @param healthPort on 127.0.0.1
 * @param hostRoot where the node's root file system is
 * @param tlsDir with tls.crt, tls.key and ca.crt
 * @param controllerName the DNS name that the controller's certificate has
 * @param policy what this node allows
 * @param enterNamespaces false only for a host root that is a directory made for a test
 */
record AgentConfig(
    String node,
    int port,
    int healthPort,
    Path hostRoot,
    Path tlsDir,
    String controllerName,
    Policy policy,
    boolean enterNamespaces) {

  /** As it is printed at start; there is nothing secret in it. */
  String text() {
    return "node %s, port %d, health port %d, host root %s, TLS from %s, controller %s, sysctls %s, file roots %s%s"
        .formatted(
            node,
            port,
            healthPort,
            hostRoot,
            tlsDir,
            controllerName,
            policy.sysctls().stream().map(p -> p.text()).toList(),
            policy.fileRoots().stream().map(p -> p.text()).toList(),
            enterNamespaces ? "" : ", WITHOUT entering the node's namespaces");
  }
}
