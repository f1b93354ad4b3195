package io.keelson.agent.host.boot;

import io.keelson.agent.host.ConfigFiles;
import io.keelson.agent.host.NodeProcesses;
import io.keelson.agent.plan.boot.KubeletName;
import java.util.List;

/** Finds where the kubelet has the node's name from. For any thread. */
public record KubeletSources(NodeProcesses processes, ConfigFiles files) {

  /** Those that kubeadm's unit of the kubelet reads, in its order. */
  private static final List<String> OPTIONS =
      List.of(
          "/var/lib/kubelet/kubeadm-flags.env", "/etc/default/kubelet", "/etc/sysconfig/kubelet");

  public KubeletName read() {
    return new KubeletName(
        processes.commands("kubelet"),
        OPTIONS.stream().flatMap(path -> files.read(path).stream()).toList());
  }
}
