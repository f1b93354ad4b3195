package io.keelson.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.testing.kube.ApiServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
        .ignoreNotFound()
        .call();
  }

  @Test
  void anUpgradeKeepsTheCertificatesAndRestartsNothing() {
    List<Map<String, String>> certificates = certificates();
    List<String> checksums = checksums();

    upgrade();

    assertThat(certificates()).isEqualTo(certificates);
    assertThat(checksums()).isEqualTo(checksums);
  }

  @Test
  void anUpgradeWithoutOneSecretMakesBothAnewAndReplacesAllPods() {
    List<Map<String, String>> certificates = certificates();
    List<String> checksums = checksums();
    client.resource(secret("keelson-agent-tls")).delete();

    upgrade();

    assertThat(certificates()).doesNotContainAnyElementsOf(certificates);
    assertThat(certificates().get(0).get("ca.crt")).isEqualTo(certificates().get(1).get("ca.crt"));
    assertThat(checksums()).doesNotContainAnyElementsOf(checksums);
  }

  @Test
  void myKindsOutliveTheReleaseAndANewOneTakesThemOver() {
    client.resource(myKind()).create();

    uninstall();
    install();

    assertThat(client.resource(myKind()).get()).isNotNull();
    client.resource(myKind()).delete();
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

  private static List<Map<String, String>> certificates() {
    return List.of(
        secret("keelson-controller-tls").getData(), secret("keelson-agent-tls").getData());
  }

  private static Secret secret(String name) {
    return client.secrets().inNamespace(RenderedChart.NAMESPACE).withName(name).require();
  }

  private static List<String> checksums() {
    var apps = client.apps();
    ObjectMeta controller =
        apps.deployments()
            .inNamespace(RenderedChart.NAMESPACE)
            .withName("keelson-controller")
            .require()
            .getSpec()
            .getTemplate()
            .getMetadata();
    ObjectMeta agent =
        apps.daemonSets()
            .inNamespace(RenderedChart.NAMESPACE)
            .withName("keelson-agent")
            .require()
            .getSpec()
            .getTemplate()
            .getMetadata();
    return List.of(
        controller.getAnnotations().get("keelson.io/tls-checksum"),
        agent.getAnnotations().get("keelson.io/tls-checksum"));
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
