package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Taking Keelson away, and installing it again. */
@OnCluster
final class UninstallIT {

  private static final String KEY = "net.ipv4.tcp_fin_timeout";
  private static final String OTHER_KEY = "net.ipv4.tcp_keepalive_probes";
  private static final String FILE = "/etc/keelson.d/uninstall.conf";
  private static final List<String> OF_EVERY_NAMESPACE =
      List.of("configmap/kube-root-ca.crt", "serviceaccount/default");

  private final Cluster cluster;

  UninstallIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void wholeAgain() {
    cluster.install().orThrow();
    cluster.awaitPods();
    cluster.deleteMyKinds();
    NODES.forEach(node -> cluster.on(node, "rm", "-rf", "/etc/keelson.d").orThrow());
  }

  @Test
  @DisplayName("P-18: nodes and MyKinds stay, none of which hangs; a new installation goes on")
  void leavesNodesAndMyKindsAsTheyAreAndNothingElse() {
    Map<String, String> was = values(OTHER_KEY);
    cluster.apply(aMyKind().named("stays").sysctl(KEY, "33").yaml()).orThrow();
    cluster.apply(aMyKind().named("goes").sysctl(OTHER_KEY, "7").yaml()).orThrow();
    cluster.waitReady("stays").orThrow();
    cluster.waitReady("goes").orThrow();
    assertThat(finalizers()).contains("keelson.io/revert");

    cluster.uninstall().orThrow();

    nothingIsLeftButTheDefinition();
    assertThat(finalizers()).isEmpty();
    NODES.forEach(node -> assertThat(cluster.sysctl(node, KEY)).as(node).isEqualTo("33"));
    cluster.kubectl("delete", "mk", "goes", "--timeout=5s").orThrow();
    NODES.forEach(node -> assertThat(cluster.sysctl(node, OTHER_KEY)).as(node).isEqualTo("7"));

    cluster.install().orThrow();

    eventually(() -> assertThat(finalizers()).contains("keelson.io/revert"));
    eventually(() -> assertThat(values(OTHER_KEY)).isEqualTo(was));
    cluster.waitReady("stays").orThrow();
    NODES.forEach(node -> assertThat(cluster.sysctl(node, KEY)).as(node).isEqualTo("33"));
  }

  private Map<String, String> values(String key) {
    return NODES.stream()
        .collect(Collectors.toMap(node -> node, node -> cluster.sysctl(node, key)));
  }

  @Test
  @DisplayName(
      "P-18: by a value, /etc, sysctls and names are as before; a new installation applies")
  void hasNodesGiveBackEverythingWhenAValueSaysSo() {
    NODES.forEach(node -> cluster.on(node, "mkdir", "-p", "/etc/keelson.d").orThrow());
    Map<String, NodeSnapshot> before = snapshots();
    cluster.apply(aMyKind().named("sysctls").sysctl(KEY, "34").yaml()).orThrow();
    cluster.apply(aMyKind().named("files").file(FILE, "Keelson's\n").yaml()).orThrow();
    cluster.apply(aMyKind().named("names").hostname("k-${node.name}").yaml()).orThrow();
    List<String> all = List.of("sysctls", "files", "names");
    all.forEach(name -> cluster.waitReady(name).orThrow());
    assertThat(before.get("node1").differences()).isNotEmpty();
    cluster.install("--set", "uninstall.nodes=revert").orThrow();

    cluster.uninstall().orThrow();

    before.forEach((node, snapshot) -> assertThat(snapshot.differences()).as(node).isEmpty());
    nothingIsLeftButTheDefinition();
    assertThat(finalizers()).isEmpty();
    all.forEach(
        name ->
            assertThat(cluster.myKind(name).at("/status/Msg").asText())
                .isEqualTo("Keelson is being uninstalled: 3 of 3 nodes given back"));

    cluster.install().orThrow();

    // Ready is true before that: until the controller has seen its agent a node is offline.
    eventually(
        () ->
            all.forEach(
                name -> assertThatMyKind(cluster.myKind(name)).isSuccess().hasCounts(3, 3, 0, 0)));
    NODES.forEach(node -> assertThat(cluster.sysctl(node, KEY)).as(node).isEqualTo("34"));
  }

  private void nothingIsLeftButTheDefinition() {
    eventually(() -> assertThat(objectsOfTheNamespace()).isSubsetOf(OF_EVERY_NAMESPACE));
    String ofTheCluster =
        "clusterroles,clusterrolebindings,validatingadmissionpolicies,validatingadmissionpolicybindings,crds";
    assertThat(cluster.kubectl("get", ofTheCluster, "-o", "name").orThrow().lines())
        .filteredOn(name -> name.contains("keelson") || name.contains("mykinds"))
        .containsExactly("customresourcedefinition.apiextensions.k8s.io/mykinds.apps.mydomain.com");
  }

  private List<String> objectsOfTheNamespace() {
    String kinds =
        "all,secrets,configmaps,serviceaccounts,roles,rolebindings,leases,networkpolicies,poddisruptionbudgets";
    return cluster.system("get", kinds, "-o", "name").orThrow().lines().toList();
  }

  private String finalizers() {
    return cluster.kubectl("get", "mk", "-o", "jsonpath={.items[*].metadata.finalizers}").orThrow();
  }

  private Map<String, NodeSnapshot> snapshots() {
    return NODES.stream()
        .collect(Collectors.toMap(node -> node, node -> NodeSnapshot.of(cluster, node)));
  }
}
