package io.keelson.agent.plan.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Hostname;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletNameTest {

  private static Optional<Problem> refusal(String wanted, String command, String hint) {
    List<List<String>> kubelets =
        command.isEmpty() ? List.of() : List.of(List.of(command.split(" ", -1)));
    List<ConfigFile> hints =
        List.of(new ConfigFile("/etc/default/kubelet", hint.replace("\\n", "\n")));
    return new KubeletName(kubelets, hints).refusal(new Hostname(wanted), "node1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/bin/kubelet --hostname-override=node1 --v=2",
        "kubelet --hostname-override node1",
        "kubelet --hostname-override=NODE1",
        "kubelet --hostname-override=other --hostname-override=node1",
      })
  void aKubeletWithANameOfItsOwnDoesNotMind(String command) {
    assertThat(refusal("web1", command, "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubelet",
        "kubelet --hostname-override=",
        "kubelet --hostname-override",
        "kubelet --hostname-override=other",
        "kubelet --hostname-override=node1 --hostname-override=other",
        "kubelet --hostname-overrides=node1",
        "kubelet --config=--hostname-override=node1",
        "--hostname-override=node1",
      })
  void aKubeletThatTakesItFromTheHostWouldLoseIt(String command) {
    assertThat(refusal("web1", command, "").orElseThrow())
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.HOSTNAME_NOT_ALLOWED);
              assertThat(problem.message())
                  .contains("this node's kubelet takes", "web1", "another node than node1")
                  .contains("--hostname-override=node1", "hostname.kubeletNodeName");
            });
  }

  @Test
  void theNodesNameInKubernetesIsNoDanger() {
    assertThat(refusal("node1", "kubelet", "")).isEmpty();
    assertThat(refusal("node1", "", "")).isEmpty();
  }

  @Test
  void whatRunsCountsAndNotWhatAFileSays() {
    assertThat(refusal("web1", "kubelet", "KUBELET_EXTRA_ARGS=--hostname-override=node1"))
        .isPresent();
    assertThat(refusal("web1", "kubelet --hostname-override=node1", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KUBELET_EXTRA_ARGS=--hostname-override=node1",
        "KUBELET_KUBEADM_ARGS=\"--x=y --hostname-override=node1 --z\"",
        "A=\"--hostname-override node1\"",
        "A=--hostname-override=other\\nB=--hostname-override=node1",
      })
  void withoutAKubeletItsFilesCount(String hint) {
    assertThat(refusal("web1", "", hint)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#KUBELET_EXTRA_ARGS=--hostname-override=node1",
        "KUBELET_EXTRA_ARGS=--hostname-override=node12",
        "KUBELET_EXTRA_ARGS=--hostname-override=",
        "B=--hostname-override=node1\\nA=--hostname-override=other",
      })
  void whereNothingIsKnownItIsRefused(String hint) {
    assertThat(refusal("web1", "", hint).orElseThrow().message()).contains("no kubelet is seen");
  }

  @Test
  void ofTwoKubeletsEachMustHaveIt() {
    List<String> good = List.of("kubelet", "--hostname-override=node1");
    List<String> bad = List.of("kubelet");
    assertThat(
            new KubeletName(List.of(good, bad), List.of()).refusal(new Hostname("web1"), "node1"))
        .isPresent();
  }
}
