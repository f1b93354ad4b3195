package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart makes of the console. */
final class ChartConsoleTest {

  private static final String NAME = "keelson-console";
  private static final String POSTGRES =
      "console: {replicas: 2, database: {url: 'jdbc:postgresql://db:5432/keelson', passwordSecret: {name: db}}}";

  private static final RenderedChart CHART = RenderedChart.whole("{}");

  private static Deployment deployment(RenderedChart chart) {
    return chart.named(Deployment.class, NAME);
  }

  private static PodSpec pod(RenderedChart chart) {
    return deployment(chart).getSpec().getTemplate().getSpec();
  }

  private static Container container(RenderedChart chart) {
    return pod(chart).getContainers().getFirst();
  }

  private static List<String> rules(List<PolicyRule> rules) {
    return rules.stream()
        .map(
            rule ->
                String.join(",", rule.getResources())
                    + " "
                    + String.join(",", rule.getVerbs())
                    + (rule.getResourceNames().isEmpty()
                        ? ""
                        : " " + String.join(",", rule.getResourceNames())))
        .toList();
  }

  @Test
  void isOffByOneValue() {
    assertThat(RenderedChart.of("{}").objects())
        .noneMatch(object -> object.getMetadata().getName().contains("console"));
    assertThat(CHART.objects()).anyMatch(object -> object.getMetadata().getName().equals(NAME));
  }

  /** W-15: nothing that its users see, and no Secret but its own. */
  @Test
  void hasNoRightToWhatItsUsersSee() {
    assertThat(rules(CHART.named(ClusterRole.class, NAME).getRules()))
        .containsExactly(
            "rolebindings,clusterrolebindings get,list,create,delete",
            "clusterroles bind keelson-viewer,keelson-operator,keelson-admin");
    Role accounts = CHART.named(Role.class, NAME + "-accounts");
    assertThat(accounts.getMetadata().getNamespace()).isEqualTo("keelson-console-users");
    assertThat(rules(accounts.getRules()))
        .containsExactly("serviceaccounts get,list,create,delete", "serviceaccounts/token create");
    Role secret = CHART.named(Role.class, NAME + "-secret");
    assertThat(secret.getMetadata().getNamespace()).isEqualTo(RenderedChart.NAMESPACE);
    assertThat(rules(secret.getRules())).containsExactly("secrets get,update keelson-console");
    assertThat(
            CHART.all(ClusterRoleBinding.class).stream()
                .filter(
                    binding ->
                        binding.getSubjects().stream()
                            .anyMatch(subject -> subject.getName().equals(NAME)))
                .map(binding -> binding.getRoleRef().getName()))
        .containsExactly(NAME);
  }

  @Test
  void letsItsUsersSeeNodesUnlessToldNot() {
    assertThat(rules(CHART.named(ClusterRole.class, NAME + "-nodes").getRules()))
        .containsExactly("nodes get,list,watch");
    assertThat(
            CHART
                .named(ClusterRoleBinding.class, NAME + "-nodes")
                .getSubjects()
                .getFirst()
                .getName())
        .isEqualTo("system:serviceaccounts:keelson-console-users");
    assertThat(RenderedChart.whole("console: {nodes: false}").objects())
        .noneMatch(object -> object.getMetadata().getName().equals(NAME + "-nodes"));
  }

  /** W-24. */
  @Test
  void strangersDoNotReachItUnlessAnIngressIsAskedFor() {
    assertThat(CHART.named(Service.class, NAME).getSpec().getType()).isEqualTo("ClusterIP");
    assertThat(CHART.has(Ingress.class)).isFalse();
    Ingress ingress =
        RenderedChart.whole("console: {ingress: {enabled: true, host: nodes.example.com}}")
            .only(Ingress.class);
    assertThat(ingress.getSpec().getTls().getFirst().getHosts())
        .containsExactly("nodes.example.com");
    assertThatThrownBy(() -> RenderedChart.whole("console: {ingress: {enabled: true}}"))
        .hasStackTraceContaining("console.ingress.host");
  }

  /** W-01: there is no password in the chart. */
  @Test
  void theSecretIsLeftToTheConsole() {
    Secret secret = CHART.secret(NAME);

    assertThat(secret.getData()).isNullOrEmpty();
    assertThat(secret.getStringData()).isNullOrEmpty();
    assertThat(container(RenderedChart.whole(POSTGRES)).getEnv().stream().map(EnvVar::getName))
        .contains("KEELSON_DATABASE_PASSWORD_FILE")
        .noneMatch(name -> name.equals("KEELSON_DATABASE_PASSWORD"));
  }

  @Test
  void runsWithTheLeastRights() {
    PodSpec pod = pod(CHART);
    Container container = container(CHART);

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(Stream.of(container.getLivenessProbe(), container.getReadinessProbe()))
        .allMatch(probe -> probe.getHttpGet().getPort().getStrVal().equals("ops"));
    assertThat(CHART.named(Namespace.class, "keelson-console-users").getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
  }

  @Test
  void aFileHasOneWriterAndAServerHasMany() {
    assertThat(deployment(CHART).getSpec().getStrategy().getType()).isEqualTo("Recreate");
    assertThat(CHART.has(PersistentVolumeClaim.class)).isTrue();
    RenderedChart postgres = RenderedChart.whole(POSTGRES);
    assertThat(deployment(postgres).getSpec().getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(postgres.has(PersistentVolumeClaim.class)).isFalse();
    assertThatThrownBy(() -> RenderedChart.whole("console: {replicas: 2}"))
        .hasStackTraceContaining("needs console.database.url");
  }

  @Test
  void callsNobodyButTheApiServerAndItsDatabase() {
    assertThat(ports(CHART)).containsExactly("443", "6443");
    assertThat(ports(RenderedChart.whole(POSTGRES)))
        .containsExactly("443", "6443", "5432", "53", "53");
  }

  private static List<String> ports(RenderedChart chart) {
    return chart
        .named(NetworkPolicy.class, NAME)
        .getSpec()
        .getEgress()
        .getFirst()
        .getPorts()
        .stream()
        .map(port -> String.valueOf(port.getPort().getValue()))
        .toList();
  }

  @Test
  void usersWithTheirAccountsAndAuditOutliveTheRelease() {
    assertThat(annotations(CHART.only(PersistentVolumeClaim.class)))
        .containsEntry("helm.sh/resource-policy", "keep");
    assertThat(annotations(CHART.named(Namespace.class, "keelson-console-users")))
        .containsEntry("helm.sh/resource-policy", "keep");
  }

  private static Map<String, String> annotations(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  /** verify-full needs the authority as a file. */
  @Test
  void theDatabasesAuthorityLiesBesideItsPassword() {
    RenderedChart chart =
        RenderedChart.whole(
            "console: {database: {url: 'jdbc:postgresql://db/k', passwordSecret: {name: db, caKey: ca.crt}}}");

    assertThat(
            pod(chart).getVolumes().stream()
                .filter(volume -> volume.getName().equals("database"))
                .flatMap(volume -> volume.getSecret().getItems().stream())
                .map(item -> item.getKey() + " " + item.getPath()))
        .containsExactly("password password", "ca.crt ca.crt");
  }

  /** Who may make tokens in a namespace is each account in it. */
  @ParameterizedTest
  @ValueSource(strings = {RenderedChart.NAMESPACE, "default", "kube-system"})
  void makesTokensForItsOwnUsersOnly(String namespace) {
    assertThatThrownBy(() -> RenderedChart.whole("console: {usersNamespace: " + namespace + "}"))
        .hasStackTraceContaining("console.usersNamespace: " + namespace);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "console: {replica: 2}",
        "console: {replicas: 0}",
        "console: {usersNamespace: Users}",
        "console: {database: {url: 'jdbc:mysql://db/x'}}",
        "console: {database: {url: 'jdbc:postgresql://db/x?password=secret'}}",
        "console: {session: {idle: 15m}}",
        "console: {trustedProxies: [everybody]}",
        "console: {service: {type: LoadBalancer}}",
        "roles: {enabled: false}",
        "console: {database: {passwordSecret: {caKey: ca.crt}}}",
      })
  void refusesWhatCannotBeMeant(String values) {
    assertThatThrownBy(() -> RenderedChart.whole(values)).isInstanceOf(RuntimeException.class);
  }
}
