package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the two tiers may do, in the cluster and on a node. */
class ChartSecurityTest {

  private static final RenderedChart CHART = RenderedChart.of("{}");

  @Test
  void theControllerHasExactlyTheVerbsInUse() {
    assertThat(rules(CHART.named(ClusterRole.class, "keelson-controller").getRules()))
        .containsExactlyInAnyOrder(
            "apps.mydomain.com mykinds get,list,watch,patch",
            "apps.mydomain.com mykinds/status patch",
            " nodes list,watch",
            "events.k8s.io events create",
            "authentication.k8s.io tokenreviews create");
  }

  @Test
  @DisplayName("C-01, C-09: roles for MyKinds that come with nothing else, and no way to a status")
  void shipsRolesForMyKindsThatNobodyHasUnasked() {
    String read = "get,list,watch";

    assertThat(rules(CHART.named(ClusterRole.class, "keelson-viewer").getRules()))
        .containsExactly(
            "apps.mydomain.com mykinds " + read,
            "apps.mydomain.com mykinds/status get",
            " events get,list,watch");
    assertThat(rules(CHART.named(ClusterRole.class, "keelson-operator").getRules()))
        .containsExactly(
            "apps.mydomain.com mykinds " + read + ",create,update,patch",
            "apps.mydomain.com mykinds/status get",
            " events get,list,watch");
    assertThat(rules(CHART.named(ClusterRole.class, "keelson-admin").getRules()))
        .containsExactly(
            "apps.mydomain.com mykinds " + read + ",create,update,patch,delete,deletecollection",
            "apps.mydomain.com mykinds/status get",
            " events get,list,watch");
    assertThat(CHART.all(ClusterRole.class))
        .allSatisfy(
            role -> {
              assertThat(role.getAggregationRule()).isNull();
              assertThat(role.getMetadata().getLabels().keySet())
                  .noneMatch(label -> label.contains("aggregate-to"));
            });
    assertThat(RenderedChart.of("roles: {enabled: false}").all(ClusterRole.class)).hasSize(1);
  }

  @Test
  void onlyEnrolmentsAndScrapesReachTheControllerAndItReachesAgentsAndApiServerOnly() {
    NetworkPolicySpec policy = CHART.only(NetworkPolicy.class).getSpec();

    assertThat(policy.getPodSelector().getMatchLabels())
        .isEqualTo(CHART.only(Deployment.class).getSpec().getSelector().getMatchLabels());
    assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(policy.getIngress())
        .extracting(rule -> rule.getPorts().getFirst().getPort().getStrVal())
        .containsExactly("enrol", "ops");
    assertThat(policy.getEgress())
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getPorts())
                    .extracting(port -> port.getPort().getIntVal())
                    .containsExactly(9443, 443, 6443));
    assertThat(
            RenderedChart.of("networkPolicy: {metricsFrom: []}")
                .only(NetworkPolicy.class)
                .getSpec()
                .getIngress())
        .hasSize(1);
    assertThat(RenderedChart.of("networkPolicy: {enabled: false}").has(NetworkPolicy.class))
        .isFalse();
  }

  @Test
  @DisplayName("F-28: the controller reads no ConfigMaps and Secrets but where a value says so")
  void theControllerGetsObjectsOfNamedNamespacesOnly() {
    RenderedChart named = RenderedChart.of("valueFrom: {secrets: [team-a], configMaps: ['*']}");

    assertThat(CHART.objects())
        .noneMatch(object -> object.getMetadata().getName().equals("keelson-controller-secrets"));
    Role secrets = named.named(Role.class, "keelson-controller-secrets");
    assertThat(secrets.getMetadata().getNamespace()).isEqualTo("team-a");
    assertThat(rules(secrets.getRules())).containsExactly(" secrets get");
    assertThat(named.named(RoleBinding.class, "keelson-controller-secrets").getSubjects())
        .containsExactly(
            new Subject(null, "ServiceAccount", "keelson-controller", RenderedChart.NAMESPACE));
    assertThat(rules(named.named(ClusterRole.class, "keelson-controller-configmaps").getRules()))
        .containsExactly(" configmaps get");
    assertThatThrownBy(() -> RenderedChart.of("valueFrom: {secrets: [team-a]}", "1.29.0"))
        .hasMessageContaining("before Kubernetes 1.30 nobody can check");
  }

  private static List<String> rules(List<PolicyRule> rules) {
    return rules.stream()
        .map(
            rule ->
                String.join(",", rule.getApiGroups())
                    + " "
                    + String.join(",", rule.getResources())
                    + " "
                    + String.join(",", rule.getVerbs()))
        .toList();
  }

  @Test
  void onlyTheControllerIsBoundToItsRole() {
    ClusterRoleBinding binding = CHART.only(ClusterRoleBinding.class);

    assertThat(binding.getRoleRef().getName()).isEqualTo("keelson-controller");
    assertThat(binding.getSubjects())
        .containsExactly(
            new Subject(null, "ServiceAccount", "keelson-controller", RenderedChart.NAMESPACE));
  }

  @Test
  void theControllerMayFillTheLeaseThatIsShippedEmptyAndNoOther() {
    assertThat(CHART.named(Lease.class, "keelson-controller").getSpec()).isNull();
    assertThat(CHART.named(Role.class, "keelson-controller-lease").getRules())
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rules(List.of(rule)))
                    .containsExactly("coordination.k8s.io leases get,update"))
        .satisfies(
            rule -> assertThat(rule.getResourceNames()).containsExactly("keelson-controller"));
    assertThat(CHART.named(RoleBinding.class, "keelson-controller-lease").getSubjects())
        .containsExactly(
            new Subject(null, "ServiceAccount", "keelson-controller", RenderedChart.NAMESPACE));
  }

  @Test
  void theControllerMayFillTheConfigMapThatIsShippedEmptyAndNoOther() {
    assertThat(CHART.named(ConfigMap.class, "keelson-departures").getData()).isNullOrEmpty();
    assertThat(CHART.named(Role.class, "keelson-controller-departures").getRules())
        .singleElement()
        .satisfies(
            rule -> assertThat(rules(List.of(rule))).containsExactly(" configmaps get,patch"))
        .satisfies(
            rule -> assertThat(rule.getResourceNames()).containsExactly("keelson-departures"));
    assertThat(CHART.named(RoleBinding.class, "keelson-controller-departures").getSubjects())
        .containsExactly(
            new Subject(null, "ServiceAccount", "keelson-controller", RenderedChart.NAMESPACE));
  }

  @Test
  void onlyTheControllersPodGetsAnApiToken() {
    assertThat(CHART.all(ServiceAccount.class))
        .allSatisfy(
            account -> assertThat(account.getAutomountServiceAccountToken()).isEqualTo(false));
    assertThat(CHART.controllerPod().getAutomountServiceAccountToken()).isTrue();
    assertThat(CHART.agentPod().getAutomountServiceAccountToken()).isFalse();
    assertThat(CHART.agentPod().getVolumes())
        .filteredOn(volume -> volume.getProjected() != null)
        .flatExtracting(volume -> volume.getProjected().getSources())
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.getServiceAccountToken().getAudience())
                  .isEqualTo("keelson-enrolment");
              assertThat(source.getServiceAccountToken().getExpirationSeconds()).isEqualTo(600);
            });
  }

  @Test
  void theControllerMeetsTheRestrictedPodSecurityStandard() {
    PodSpec pod = CHART.controllerPod();
    SecurityContext context = CHART.controller().getSecurityContext();

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getCapabilities()).isEqualTo(new Capabilities(List.of(), List.of("ALL")));
    assertThat(pod.getHostNetwork()).isNull();
  }

  @Test
  void agentsHaveSixCapabilitiesAndAreNotPrivileged() {
    SecurityContext context = CHART.agent().getSecurityContext();

    assertThat(context.getPrivileged()).isFalse();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(context.getCapabilities().getAdd())
        .containsExactly("SYS_ADMIN", "SYS_PTRACE", "NET_ADMIN", "DAC_OVERRIDE", "CHOWN", "FOWNER");
    assertThat(CHART.agentPod().getSecurityContext().getSeccompProfile().getType())
        .isEqualTo("RuntimeDefault");
  }

  @Test
  void agentsShareTheHostsNetworkButNoOtherNamespace() {
    assertThat(CHART.agentPod().getHostNetwork()).isTrue();
    assertThat(CHART.agentPod().getHostPID()).isNull();
    assertThat(CHART.agentPod().getHostIPC()).isNull();
  }

  @Test
  void agentsRunOnEveryNodeWhateverItsTaints() {
    assertThat(CHART.agentPod().getTolerations())
        .containsExactly(new Toleration(null, null, "Exists", null, null));
    assertThat(CHART.agentPod().getPriorityClassName()).isEqualTo("system-node-critical");
  }

  @Test
  void agentsSeeTheHostThroughOneMountThatCannotSpreadBack() {
    assertThat(CHART.agentPod().getVolumes())
        .filteredOn(volume -> volume.getHostPath() != null)
        .singleElement()
        .satisfies(volume -> assertThat(volume.getHostPath().getPath()).isEqualTo("/"));
    assertThat(mount(CHART.agent(), "host").getMountPath()).isEqualTo("/host");
    assertThat(mount(CHART.agent(), "host").getMountPropagation()).isEqualTo("HostToContainer");
  }

  @Test
  void agentsAnswerProbesOnLoopbackOnly() {
    assertThat(probes(CHART.agent()))
        .extracting(Probe::getHttpGet)
        .extracting(HTTPGetAction::getHost)
        .containsOnly("127.0.0.1");
    assertThat(probes(CHART.agent()))
        .extracting(probe -> probe.getHttpGet().getPath())
        .containsExactly("/livez", "/livez", "/readyz");
    assertThat(CHART.agent().getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getContainerPort()).isEqualTo(9443));
  }

  @Test
  void theControllerIsProbedAtItsOpsPort() {
    assertThat(probes(CHART.controller()))
        .allSatisfy(probe -> assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("ops"))
        .extracting(probe -> probe.getHttpGet().getPath())
        .containsExactly("/livez", "/livez", "/readyz");
  }

  @Test
  void noPodMountsAKey() {
    assertThat(CHART.agentPod().getVolumes()).extracting(Volume::getSecret).containsOnlyNulls();
    assertThat(mount(CHART.agent(), "enrolment").getReadOnly()).isTrue();
    assertThat(CHART.controllerPod().getVolumes())
        .extracting(Volume::getSecret)
        .containsOnlyNulls();
    assertThat(mount(CHART.agent(), "trust").getReadOnly()).isTrue();
  }

  @Test
  void appArmorIsSwitchedOffForAgentsAsEachKubernetesUnderstandsIt() {
    String annotation = "container.apparmor.security.beta.kubernetes.io/agent";
    RenderedChart older = RenderedChart.of("{}", "1.26.0");

    assertThat(CHART.agent().getSecurityContext().getAppArmorProfile().getType())
        .isEqualTo("Unconfined");
    assertThat(CHART.agents().getSpec().getTemplate().getMetadata().getAnnotations())
        .doesNotContainKey(annotation);
    assertThat(older.agent().getSecurityContext().getAppArmorProfile()).isNull();
    assertThat(older.agents().getSpec().getTemplate().getMetadata().getAnnotations())
        .containsEntry(annotation, "unconfined");
  }

  private static List<Probe> probes(Container container) {
    return Stream.of(
            container.getStartupProbe(),
            container.getLivenessProbe(),
            container.getReadinessProbe())
        .toList();
  }

  private static VolumeMount mount(Container container, String name) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
