package io.keelson.e2e.chart;

import static io.keelson.e2e.chart.RenderedChart.env;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.keelson.policy.PolicyText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the chart installs with its default values, and what each switch changes. */
class ChartTest {

  private static final RenderedChart DEFAULTS = RenderedChart.of("{}");

  @Test
  void passesHelmsStrictLint() {
    LintResult lint = new Helm(Checkout.path("charts/keelson")).lint().strict().call();

    assertThat(lint.isFailed()).as(String.join("\n", lint.getMessages())).isFalse();
  }

  @Test
  void installsBothTiersAndNothingElse() {
    assertThat(DEFAULTS.objects())
        .extracting(object -> object.getKind() + " " + object.getMetadata().getName())
        .containsExactlyInAnyOrder(
            "CustomResourceDefinition mykinds.apps.mydomain.com",
            "ServiceAccount keelson-controller",
            "ServiceAccount keelson-agent",
            "ClusterRole keelson-controller",
            "ClusterRole keelson-viewer",
            "ClusterRole keelson-operator",
            "ClusterRole keelson-admin",
            "ClusterRoleBinding keelson-controller",
            "ValidatingAdmissionPolicy keelson-finalizer-only",
            "ValidatingAdmissionPolicyBinding keelson-finalizer-only",
            "ValidatingAdmissionPolicy keelson-author-may-read",
            "ValidatingAdmissionPolicyBinding keelson-author-may-read",
            "NetworkPolicy keelson-controller",
            "ConfigMap keelson-policy",
            "Secret keelson-ca",
            "ConfigMap keelson-trust",
            "ConfigMap keelson-departures",
            "Role keelson-controller-departures",
            "RoleBinding keelson-controller-departures",
            "Role keelson-controller-trust",
            "RoleBinding keelson-controller-trust",
            "Lease keelson-controller",
            "PodDisruptionBudget keelson-controller",
            "Role keelson-controller-lease",
            "RoleBinding keelson-controller-lease",
            "Service keelson-controller",
            "Deployment keelson-controller",
            "DaemonSet keelson-agent");
  }

  @Test
  void labelsEveryObjectForItsReleaseAndComponent() {
    assertThat(DEFAULTS.objects())
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/name", "keelson")
                    .containsEntry("app.kubernetes.io/instance", "keelson")
                    .containsEntry("app.kubernetes.io/managed-by", "Helm")
                    .containsKey("app.kubernetes.io/component"));
  }

  @Test
  void putsEveryNamespacedObjectIntoTheReleasesNamespace() {
    assertThat(DEFAULTS.objects())
        .filteredOn(
            object ->
                Stream.of("Cluster", "Custom", "Validating")
                    .noneMatch(ofTheCluster -> object.getKind().startsWith(ofTheCluster)))
        .extracting(object -> object.getMetadata().getNamespace())
        .containsOnly(RenderedChart.NAMESPACE);
  }

  @Test
  void keepsTheCrdWhenUninstalledUnlessToldOtherwise() {
    assertThat(DEFAULTS.crd().getMetadata().getAnnotations())
        .containsEntry("helm.sh/resource-policy", "keep");
    assertThat(RenderedChart.of("crds: {keep: false}").crd().getMetadata().getAnnotations())
        .doesNotContainKey("helm.sh/resource-policy");
  }

  @Test
  void leavesTheCrdOutWhenItIsInstalledByOthers() {
    RenderedChart chart = RenderedChart.of("crds: {enabled: false}");

    assertThat(chart.has(CustomResourceDefinition.class)).isFalse();
    assertThat(chart.objects()).hasSize(DEFAULTS.objects().size() - 1);
  }

  @Test
  void takesImagesOfTheAppVersionFromThePublicRegistry() {
    assertThat(DEFAULTS.controller().getImage())
        .isEqualTo("docker.io/keelson/keelson-controller:0.1.0");
    assertThat(DEFAULTS.agent().getImage()).isEqualTo("docker.io/keelson/keelson-agent:0.1.0");
    assertThat(DEFAULTS.agent().getImagePullPolicy()).isEqualTo("IfNotPresent");
  }

  @Test
  void takesImagesFromWhereItIsTold() {
    RenderedChart chart =
        RenderedChart.of(
            """
            image: {registry: registry.example:5000/ops/, tag: t1, pullPolicy: Always}
            imagePullSecrets: [{name: credentials}]
            """);

    assertThat(chart.controller().getImage())
        .isEqualTo("registry.example:5000/ops/keelson-controller:t1");
    assertThat(chart.agent().getImage()).isEqualTo("registry.example:5000/ops/keelson-agent:t1");
    assertThat(List.of(chart.controller(), chart.agent()))
        .allSatisfy(container -> assertThat(container.getImagePullPolicy()).isEqualTo("Always"));
    assertThat(List.of(chart.controllerPod(), chart.agentPod()))
        .allSatisfy(
            pod ->
                assertThat(pod.getImagePullSecrets())
                    .extracting(LocalObjectReference::getName)
                    .containsExactly("credentials"));
  }

  @Test
  void agentsGetTheSitesPolicy() {
    RenderedChart chart =
        RenderedChart.of(
            """
            policy:
              sysctls:
                - {name: vm.*, min: 0, max: 100}
                - {name: fs.file-max, max: 9000000000, values: ["70000"]}
                - {name: kernel.kexec_load_disabled, irreversible: accepted}
              files:
                - {root: /etc/a, maxBytes: 4096, maxMode: "0640"}
                - {path: /etc/cron.d/x, rootEquivalent: accepted}
              hostname: {allowed: true, kubeletNodeName: accepted}
              bindings:
                - {namespaces: [a, b], nodeLabels: {team: a}, sysctls: [vm.swappiness], files: [/etc/a/b], hostname: true}
            """);

    assertThat(policyOf(chart))
        .containsExactly(
            "sysctls[0] (vm.*): numbers from 0 to 100",
            "sysctls[1] (fs.file-max): numbers to 9000000000, one of 70000",
            "sysctls[2] (kernel.kexec_load_disabled): any value, irreversible accepted",
            "files[0] (root /etc/a): at most 4096 bytes, mode at most 0640",
            "files[1] (path /etc/cron.d/x): at most 524288 bytes, mode at most 0755, ROOT EQUIVALENT accepted",
            "hostname: allowed, also where the kubelet takes the node's name from it",
            "bindings[0] namespaces a, b on nodes with {team=a}: sysctls [vm.swappiness], files [/etc/a/b], hostname yes");
  }

  @Test
  void theControllerReadsTheSamePolicy() {
    assertThat(env(DEFAULTS.controller(), "KEELSON_POLICY_FILE"))
        .isEqualTo(env(DEFAULTS.agent(), "KEELSON_POLICY_FILE"));
    assertThat(DEFAULTS.controllerPod().getVolumes())
        .filteredOn(volume -> volume.getName().equals("policy"))
        .singleElement()
        .satisfies(
            volume -> assertThat(volume.getConfigMap().getName()).isEqualTo("keelson-policy"));
  }

  @Test
  void anEmptyPolicyAllowsNothing() {
    RenderedChart chart =
        RenderedChart.of("policy: {sysctls: [], files: [], hostname: {allowed: false}}");

    assertThat(policyOf(chart))
        .containsExactly("sysctls: none", "files: none", "hostname: refused");
  }

  @Test
  void theDefaultPolicyNamesEveryFileThatMakesRoot() {
    assertThat(policyOf(DEFAULTS).stream().filter(line -> line.startsWith("files")))
        .containsExactly(
            "files[0] (root /etc/keelson.d): at most 524288 bytes, mode at most 0755",
            "files[1] (path /etc/docker/daemon.json): at most 524288 bytes, mode at most 0755, ROOT EQUIVALENT accepted",
            "files[2] (path /etc/yum.repos.d/kubernetes.repo): at most 524288 bytes, mode at most 0755, ROOT EQUIVALENT accepted");
  }

  @Test
  void agentsMountTheFolderOfThePolicySoThatTheySeeItChange() {
    assertThat(env(DEFAULTS.agent(), "KEELSON_POLICY_FILE"))
        .isEqualTo("/etc/keelson/policy/policy.json");
    assertThat(DEFAULTS.agent().getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("policy"))
        .singleElement()
        .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo("/etc/keelson/policy"))
        .satisfies(mount -> assertThat(mount.getSubPath()).isNull())
        .satisfies(mount -> assertThat(mount.getReadOnly()).isTrue());
    assertThat(DEFAULTS.agentPod().getVolumes())
        .filteredOn(volume -> volume.getName().equals("policy"))
        .singleElement()
        .satisfies(
            volume -> assertThat(volume.getConfigMap().getName()).isEqualTo("keelson-policy"));
  }

  /** What the agent itself makes of the rendered policy. */
  private static List<String> policyOf(RenderedChart chart) {
    String text = chart.named(ConfigMap.class, "keelson-policy").getData().get("policy.json");
    return switch (PolicyText.read(text.getBytes(StandardCharsets.UTF_8))) {
      case PolicyText.Outcome.Good good -> good.policy().summary();
      case PolicyText.Outcome.Bad bad -> throw new AssertionError(bad.mistakes());
    };
  }

  @Test
  void reservesWhatTheTiersNeedByDefault() {
    assertThat(DEFAULTS.agent().getResources())
        .isEqualTo(resources("10m", "96Mi", "128Mi"))
        .isNotEqualTo(DEFAULTS.controller().getResources());
    assertThat(DEFAULTS.controller().getResources()).isEqualTo(resources("50m", "128Mi", "512Mi"));
  }

  @Test
  void placesAndSizesTheControllerAsTold() {
    RenderedChart chart =
        RenderedChart.of(
            """
            controller:
              resources: {requests: {cpu: 1}, limits: null}
              nodeSelector: {disk: ssd}
              tolerations: [{key: infra, operator: Exists}]
              affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}}
              priorityClassName: important
              podAnnotations: {team: nodes}
              podLabels: {zone: a}
            """);

    PodSpec pod = chart.controllerPod();
    assertThat(pod.getNodeSelector()).containsEntry("disk", "ssd");
    assertThat(pod.getTolerations()).extracting(Toleration::getKey).contains("infra");
    assertThat(pod.getAffinity().getNodeAffinity()).isNotNull();
    assertThat(pod.getPriorityClassName()).isEqualTo("important");
    assertThat(chart.controller().getResources().getRequests())
        .containsEntry("cpu", Quantity.parse("1"));
    assertThat(chart.controller().getResources().getLimits()).isNullOrEmpty();
    assertThat(chart.only(Deployment.class).getSpec().getTemplate().getMetadata())
        .satisfies(meta -> assertThat(meta.getAnnotations()).containsEntry("team", "nodes"))
        .satisfies(meta -> assertThat(meta.getLabels()).containsEntry("zone", "a"));
  }

  @Test
  void placesAndSizesTheAgentsAsTold() {
    RenderedChart chart =
        RenderedChart.of(
            """
            agent:
              resources: {limits: {memory: 200Mi}}
              nodeSelector: {keelson: "yes"}
              tolerations: []
              priorityClassName: ""
              maxUnavailable: 3
              podAnnotations: {team: nodes}
              podLabels: {zone: b}
            """);

    PodSpec pod = chart.agentPod();
    assertThat(pod.getNodeSelector()).containsEntry("keelson", "yes");
    assertThat(pod.getTolerations()).isEmpty();
    assertThat(pod.getPriorityClassName()).isNull();
    assertThat(chart.agent().getResources().getLimits())
        .containsEntry("memory", Quantity.parse("200Mi"));
    assertThat(chart.agents().getSpec().getUpdateStrategy().getRollingUpdate().getMaxUnavailable())
        .satisfies(most -> assertThat(most.getIntVal()).isEqualTo(3));
    assertThat(chart.agents().getSpec().getTemplate().getMetadata())
        .satisfies(meta -> assertThat(meta.getAnnotations()).containsEntry("team", "nodes"))
        .satisfies(meta -> assertThat(meta.getLabels()).containsEntry("zone", "b"));
  }

  @Test
  void bothTiersSpeakOfTheSamePort() {
    RenderedChart chart = RenderedChart.of("agent: {port: 19443, healthPort: 19440}");

    assertThat(env(chart.controller(), "KEELSON_AGENT_PORT")).isEqualTo("19443");
    assertThat(env(chart.agent(), "KEELSON_PORT")).isEqualTo("19443");
    assertThat(chart.agent().getPorts().getFirst().getHostPort()).isEqualTo(19443);
    assertThat(env(chart.agent(), "KEELSON_HEALTH_PORT")).isEqualTo("19440");
    assertThat(chart.agent().getReadinessProbe().getHttpGet().getPort().getIntVal())
        .isEqualTo(19440);
  }

  @Test
  void agentsLookForTheApiServerWhereTheyAreTold() {
    RenderedChart chart = RenderedChart.of("agent: {apiServer: '[fd00::1]:6443'}");

    assertThat(env(chart.agent(), "KEELSON_API_SERVER")).isEqualTo("[fd00::1]:6443");
    assertThat(RenderedChart.of("{}").agent().getEnv())
        .noneMatch(variable -> variable.getName().equals("KEELSON_API_SERVER"));
  }

  @Test
  void handsTheControllerItsOptions() {
    RenderedChart chart = RenderedChart.of("controller: {pollInterval: PT1M30S, maxCalls: 16}");

    assertThat(env(chart.controller(), "KEELSON_POLL_INTERVAL")).isEqualTo("PT1M30S");
    assertThat(env(chart.controller(), "KEELSON_MAX_CALLS")).isEqualTo("16");
    assertThat(env(chart.controller(), "KEELSON_AGENT_SERVICE_ACCOUNT")).isEqualTo("keelson-agent");
  }

  @Test
  void servesTheControllersPorts() {
    Service service = DEFAULTS.only(Service.class);

    assertThat(service.getSpec().getPorts())
        .extracting(port -> port.getPort() + " " + port.getTargetPort().getStrVal())
        .containsExactly("9440 ops", "9444 enrol");
    assertThat(DEFAULTS.only(Deployment.class).getSpec().getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
  }

  @Test
  void anotherControllerStandsBy() {
    Deployment controller = DEFAULTS.only(Deployment.class);

    assertThat(controller.getSpec().getReplicas()).isEqualTo(2);
    assertThat(controller.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable())
        .isEqualTo(new IntOrString(0));
    assertThat(
            controller
                .getSpec()
                .getTemplate()
                .getSpec()
                .getAffinity()
                .getPodAntiAffinity()
                .getPreferredDuringSchedulingIgnoredDuringExecution())
        .extracting(one -> one.getPodAffinityTerm().getTopologyKey())
        .containsExactly("kubernetes.io/hostname");
    assertThat(DEFAULTS.only(PodDisruptionBudget.class).getSpec().getMinAvailable())
        .isEqualTo(new IntOrString(1));
    assertThat(RenderedChart.of("controller: {replicas: 1}").all(PodDisruptionBudget.class))
        .isEmpty();
  }

  @Test
  void notesGiveTheNextThreeCommands() {
    assertThat(RenderedChart.report("{}"))
        .contains("kubectl --namespace keelson-system rollout status daemonset/keelson-agent")
        .contains("kubectl apply -f -")
        .contains("kubectl get mykinds")
        .contains("pod-security.kubernetes.io/enforce=privileged");
    // Indented, neither the lines nor the word at the end would be taken by a shell.
    assertThat(RenderedChart.report("{}")).contains("\napiVersion: apps", "\nEOF\n");
    assertThat(RenderedChart.report("crds: {enabled: false}")).contains("install it before");
  }

  @Test
  void rendersForTheOldestKubernetesItPromises() {
    assertThat(RenderedChart.of("{}", "1.26.0").objects())
        .extracting(HasMetadata::getKind)
        .contains("Deployment", "DaemonSet");
  }

  private static ResourceRequirements resources(String cpu, String memory, String mostMemory) {
    ResourceRequirements resources = new ResourceRequirements();
    resources.setRequests(Map.of("cpu", Quantity.parse(cpu), "memory", Quantity.parse(memory)));
    resources.setLimits(Map.of("memory", Quantity.parse(mostMemory)));
    return resources;
  }
}
