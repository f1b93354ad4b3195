package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.HostDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessesTest {

  @TempDir Path root;

  @Test
  void findsTheNodesOwnAndNobodyElses() {
    HostDirectory.in(root)
        .process(7, "kubelet", "0", "7", "/usr/bin/kubelet", "--v=2")
        .process(8, "kubelet", "1000", "8", "kubelet", "--of-a-user")
        .process(9, "kubelet", "0", "9\t1", "kubelet", "--of-a-container")
        .process(10, "kubelet", "0", "10")
        .process(11, "kubeletx", "0", "11", "kubelet")
        .file("/proc/x7/comm", "kubelet\n")
        .file("/proc/12/comm", "kubelet\n");
    assertThat(new NodeProcesses(root).commands("kubelet"))
        .containsExactly(List.of("/usr/bin/kubelet", "--v=2"));
  }

  @Test
  void findsNoneWhereThereIsNoProc() {
    assertThat(new NodeProcesses(root).commands("kubelet")).isEmpty();
  }
}
