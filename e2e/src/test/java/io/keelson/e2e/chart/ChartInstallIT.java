package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.CommandResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chart on a real API server: what an upgrade and an uninstallation keep. No pod runs here. */
class ChartInstallIT {

  private static ApiServer api;
  private static KubernetesClient client;

  /** A server of its own: the shared one has the CRD already, which Helm would not take over. */
  @BeforeAll
  static void start() {
    api = ApiServer.start();
    api.kubectl("delete", "crd", "mykinds.apps.mydomain.com").orThrow();
    client = Clients.of(api);
  }

  @AfterAll
  static void stop() {
    client.close();
    api.close();
  }

  @BeforeEach
  void install() {
    chart()
        .install()
        .withName("keelson")
        .withNamespace(RenderedChart.NAMESPACE)
        .createNamespace()
        .withKubeConfig(kubeconfig())
        .call();
  }

  @AfterEach
  void uninstall() {
    Helm.uninstall("keelson")
        .withNamespace(RenderedChart.NAMESPACE)
        .withKubeConfig(kubeconfig())
        // Its Job would wait for a node.
        .noHooks()
        .ignoreNotFound()
        .call();
  }

  @Test
  void anUpgradeKeepsWhatTheControllerWroteIntoSecretBundleAndLease() {
    client
        .configMaps()
        .inNamespace(RenderedChart.NAMESPACE)
        .withName("keelson-departures")
        .edit(map -> new ConfigMapBuilder(map).withData(Map.of("uid", "Keep")).build());
    client
        .secrets()
        .inNamespace(RenderedChart.NAMESPACE)
        .withName("keelson-ca")
        .edit(secret -> new SecretBuilder(secret).withData(Map.of("ca.crt", "b25l")).build());
    client
        .configMaps()
        .inNamespace(RenderedChart.NAMESPACE)
        .withName("keelson-trust")
        .edit(map -> new ConfigMapBuilder(map).withData(Map.of("ca.crt", "one")).build());
    client
        .leases()
        .inNamespace(RenderedChart.NAMESPACE)
        .withName("keelson-controller")
        .edit(
            lease ->
                new LeaseBuilder(lease)
                    .editOrNewSpec()
                    .withHolderIdentity("one")
                    .withLeaseTransitions(7)
                    .endSpec()
                    .build());

    upgrade();

    assertThat(
            client
                .secrets()
                .inNamespace(RenderedChart.NAMESPACE)
                .withName("keelson-ca")
                .get()
                .getData())
        .isEqualTo(Map.of("ca.crt", "b25l"));
    assertThat(
            client
                .configMaps()
                .inNamespace(RenderedChart.NAMESPACE)
                .withName("keelson-trust")
                .get()
                .getData())
        .isEqualTo(Map.of("ca.crt", "one"));
    assertThat(
            client
                .configMaps()
                .inNamespace(RenderedChart.NAMESPACE)
                .withName("keelson-departures")
                .get()
                .getData())
        .isEqualTo(Map.of("uid", "Keep"));
    assertThat(
            client
                .leases()
                .inNamespace(RenderedChart.NAMESPACE)
                .withName("keelson-controller")
                .get()
                .getSpec()
                .getLeaseTransitions())
        .isEqualTo(7);
  }

  @Test
  void myKindsOutliveTheReleaseAndANewOneTakesThemOver() {
    client.resource(myKind()).create();

    uninstall();
    install();

    assertThat(client.resource(myKind()).get()).isNotNull();
    client.resource(myKind()).delete();
  }

  /**
   * What RBAC cannot say: the controller may patch MyKinds, but nothing of them save a finalizer.
   */
  @Test
  void theControllerCanChangeItsFinalizerAndNothingElseOfAMyKind() {
    client.resource(myKind()).create();
    try {
      String finalizer = "{\"metadata\":{\"finalizers\":[\"keelson.io/revert\"]}}";
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  // Another change each time: one that was let through before would be none.
                  assertThat(patchAsController(selecting(System.nanoTime())).stderr())
                      .contains("keelson.io/revert only"));
      for (String metadata :
          List.of(
              "\"labels\":{\"a\":\"b\"}",
              "\"annotations\":{\"a\":\"b\"}",
              "\"finalizers\":[\"example.com/other\"]",
              "\"finalizers\":[\"keelson.io/revert\",\"example.com/other\"]")) {
        assertThat(patchAsController("{\"metadata\":{" + metadata + "}}").stderr())
            .contains("keelson.io/revert only");
      }

      assertThat(patchAsController(finalizer).succeeded()).isTrue();
      assertThat(client.resource(myKind()).get().getMetadata().getFinalizers()).hasSize(1);
      assertThat(patchAsController("{\"metadata\":{\"finalizers\":null}}").succeeded()).isTrue();
    } finally {
      client.resource(myKind()).delete();
    }
  }

  private static String selecting(long zone) {
    return "{\"spec\":{\"NodeSelector\":{\"matchLabels\":{\"zone\":\"" + zone + "\"}}}}";
  }

  private static CommandResult patchAsController(String patch) {
    return api.kubectl(
        "patch",
        "mk",
        "outlives",
        "--type=merge",
        "-p",
        patch,
        "--as=system:serviceaccount:" + RenderedChart.NAMESPACE + ":keelson-controller");
  }

  /** C-14: the cluster's objects have fixed names, and Helm takes none of another release. */
  @Test
  void aSecondReleaseIsRefusedWhateverItsNameAndNamespace() {
    assertThatThrownBy(
            () ->
                chart()
                    .install()
                    .withName("second")
                    .withNamespace("elsewhere")
                    .createNamespace()
                    .withKubeConfig(kubeconfig())
                    .call())
        .hasMessageContaining("exists")
        .hasMessageContaining("keelson");
  }

  private static void upgrade() {
    chart()
        .upgrade()
        .withName("keelson")
        .withNamespace(RenderedChart.NAMESPACE)
        .withKubeConfig(kubeconfig())
        .call();
  }

  private static Helm chart() {
    return new Helm(Checkout.path("charts/keelson"));
  }

  private static Path kubeconfig() {
    return api.kubeconfig();
  }

  private static GenericKubernetesResource myKind() {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: apps.mydomain.com/v1alpha1
            kind: MyKind
            metadata: {name: outlives, namespace: default}
            spec: {Http: {Api: /v1/hostname, Method: GET}}
            """,
            GenericKubernetesResource.class);
  }
}
