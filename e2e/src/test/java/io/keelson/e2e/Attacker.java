package io.keelson.e2e;

import io.keelson.testing.TestCertificate;
import io.keelson.testing.kube.CommandResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Somebody in the cluster with curl, openssl and whatever certificate a test gives: on a node, or
 * in a pod that has nothing to do with Keelson.
 *
 * @param node where it is
 * @param prefix what makes a command run in its network
 */
record Attacker(Cluster cluster, String node, String prefix) {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: stranger, namespace: default}
      spec:
        nodeName: node1
        terminationGracePeriodSeconds: 0
        automountServiceAccountToken: false
        containers: [{name: pause, image: "local/pause:1", imagePullPolicy: Never}]
      """;

  static Attacker onNode(Cluster cluster, String node) {
    return new Attacker(cluster, node, "");
  }

  /** In the network of a new pod on node1, which {@link #leave} ends. */
  static Attacker inPod(Cluster cluster) {
    cluster.apply(POD).orThrow();
    cluster.kubectl("wait", "--for=condition=Ready", "pod/stranger", "--timeout=60s").orThrow();
    String uid = cluster.get("pod", "stranger").at("/metadata/uid").asText();
    String pid =
        cluster
            .on("node1", "bash", "-c", "grep -ls " + uid + " /proc/[0-9]*/cgroup | head -1")
            .orThrow()
            .split("/")[2];
    return new Attacker(cluster, "node1", "nsenter --net --target " + pid + " ");
  }

  void leave() {
    if (!prefix.isEmpty()) {
      cluster.kubectl("delete", "pod", "stranger", "--wait=true").orThrow();
    }
  }

  /** curl with these words, silent but for errors and the answer with its headers. */
  CommandResult curl(String words) {
    return script("curl -kisS --max-time 8 --noproxy '*' " + words);
  }

  /** The same, presenting a certificate. */
  CommandResult curlAs(TestCertificate who, String words) {
    return withFiles(who, "curl -kisS --max-time 8 --noproxy '*' --cert crt --key key " + words);
  }

  /** openssl s_client with these words. */
  CommandResult openssl(String words) {
    return script("timeout 8 openssl s_client " + words + " < /dev/null");
  }

  private CommandResult withFiles(TestCertificate who, String command) {
    return cluster.on(
        node,
        "bash",
        "-c",
        """
        dir=$(mktemp -d) && cd "$dir" || exit 9
        base64 -d <<< %s > crt && base64 -d <<< %s > key
        %s%s
        code=$?
        cd / && rm -r "$dir"
        exit $code
        """
            .formatted(base64(who.certificatePem()), base64(who.keyPem()), prefix, command));
  }

  private CommandResult script(String command) {
    return cluster.on(node, "bash", "-c", prefix + command);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
