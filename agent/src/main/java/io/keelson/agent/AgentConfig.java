package io.keelson.agent;

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
 * @param policyFile what this node allows; read again and again
 * @param enterNamespaces false only for a host root that is a directory made for a test
 */
record AgentConfig(
    String node,
    int port,
    int healthPort,
    Path hostRoot,
    Path tlsDir,
    String controllerName,
    Path policyFile,
    boolean enterNamespaces) {

  /** As it is printed at start; there is nothing secret in it. */
  String text() {
    return "node %s, port %d, health port %d, host root %s, TLS from %s, controller %s, policy from %s%s"
        .formatted(
            node,
            port,
            healthPort,
            hostRoot,
            tlsDir,
            controllerName,
            policyFile,
            enterNamespaces ? "" : ", WITHOUT entering the node's namespaces");
  }
}
