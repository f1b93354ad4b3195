package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the chart has done before anything of it is deleted. */
class ChartUninstallTest {

  private static final String NAME = "keelson-uninstall";
  private static final RenderedChart CHART = RenderedChart.withHooks("{}");

  @Test
  void nothingOfItIsThereBefore() {
    assertThat(RenderedChart.of("{}").objects())
        .noneMatch(object -> object.getMetadata().getName().equals(NAME));
    assertThat(RenderedChart.withHooks("uninstall: {enabled: false}").objects())
        .noneMatch(object -> object.getMetadata().getName().equals(NAME));
  }

  @Test
  @DisplayName("P-18: it has rights of its own, for that long only")
  void isThereForTheTimeOfTheUninstallation() {
    assertThat(CHART.objects())
        .filteredOn(object -> object.getMetadata().getName().equals(NAME))
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getAnnotations())
                    .containsEntry(RenderedChart.HOOK, "pre-delete")
                    .containsEntry(
                        "helm.sh/hook-delete-policy", "before-hook-creation,hook-succeeded"))
        .extracting(
            object ->
                object.getMetadata().getAnnotations().get("helm.sh/hook-weight")
                    + " "
                    + object.getKind())
        .containsExactlyInAnyOrder(
            "-2 ServiceAccount",
            "-2 ClusterRole",
            "-2 NetworkPolicy",
            "-1 ClusterRoleBinding",
            "-1 RoleBinding",
            "0 Job");
  }

  @Test
  void mayTakeFinalizersOffAndTellTheController() {
    PolicyRule rule = CHART.named(ClusterRole.class, NAME).getRules().getFirst();
    assertThat(CHART.named(ClusterRole.class, NAME).getRules()).hasSize(1);
    assertThat(rule.getApiGroups()).containsExactly("apps.mydomain.com");
    assertThat(rule.getResources()).containsExactly("mykinds");
    assertThat(rule.getVerbs()).containsExactly("get", "list", "patch");
    assertThat(CHART.named(RoleBinding.class, NAME).getRoleRef().getName())
        .isEqualTo("keelson-controller-departures");
    assertThat(CHART.named(ClusterRoleBinding.class, NAME).getSubjects())
        .isEqualTo(CHART.named(RoleBinding.class, NAME).getSubjects())
        .containsExactly(new Subject(null, "ServiceAccount", NAME, RenderedChart.NAMESPACE));
  }

  @Test
  void itsPodIsAsTheControllersAndReachesTheApiServerOnly() {
    PodTemplateSpec pod = CHART.only(Job.class).getSpec().getTemplate();
    NetworkPolicySpec policy = CHART.named(NetworkPolicy.class, NAME).getSpec();

    assertThat(pod.getSpec().getSecurityContext())
        .isEqualTo(CHART.controllerPod().getSecurityContext());
    assertThat(pod.getSpec().getContainers().getFirst().getSecurityContext())
        .isEqualTo(CHART.controller().getSecurityContext());
    assertThat(policy.getPodSelector().getMatchLabels()).isEqualTo(pod.getMetadata().getLabels());
    assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getIngress()).isEmpty();
    assertThat(policy.getEgress().getFirst().getPorts())
        .extracting(port -> port.getPort().getIntVal())
        .containsExactly(443, 6443);
  }

  @Test
  void doesWhatTheValuesSayAndEndsWhenHelmNoLongerWaits() {
    assertThat(told("{}")).containsExactly("uninstall", "--nodes=keep", "--timeout=PT4M", "360");
    assertThat(told("uninstall: {nodes: revert, timeout: PT1H2M3.5S}"))
        .containsExactly("uninstall", "--nodes=revert", "--timeout=PT1H2M3.5S", "3843");
    assertThat(told("uninstall: {timeout: PT90S}")).endsWith("210");
  }

  /** What it is told, and after how many seconds it is ended. */
  private static List<String> told(String values) {
    JobSpec job = RenderedChart.withHooks(values).only(Job.class).getSpec();
    List<String> told =
        new ArrayList<>(job.getTemplate().getSpec().getContainers().getFirst().getArgs());
    told.add(String.valueOf(job.getActiveDeadlineSeconds()));
    return told;
  }
}
