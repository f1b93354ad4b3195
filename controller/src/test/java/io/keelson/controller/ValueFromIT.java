package io.keelson.controller;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.testing.FakeAgent;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files whose content is in a ConfigMap or Secret, with a real API server. */
@ExtendWith(ApiServerExtension.class)
final class ValueFromIT {

  private static final String PATH = "/etc/keelson.d/registry.json";
  private static final String USER = "reader";

  private final ApiServer api;
  private Rig rig;

  ValueFromIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void start() throws Exception {
    rig = Rig.on(api);
  }

  @AfterEach
  void stop() {
    rig.close();
    api.kubectl("delete", "secret,configmap", "registry", "--ignore-not-found").orThrow();
  }

  private void secret(String content) {
    api.apply(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: registry}
            stringData: {auth: "%s"}
            """
                .formatted(content))
        .orThrow();
  }

  private List<String> sent() {
    return rig.agents().stream().map(ValueFromIT::last).toList();
  }

  private static String last(FakeAgent agent) {
    String base64 = agent.requests().getLast().parameters().getFirst().value();
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("a Secret that comes after its MyKind is found, its change followed, its loss told")
  void followsTheSecret() throws Exception {
    rig.apply(aMyKind().named("login").fileFromSecret(PATH, "registry", "auth"));
    rig.await("login", one -> one.isError().saysInMsg("there is no Secret \"registry\""));
    assertThat(rig.requests()).isZero();

    secret("${node.name} is no template here");
    rig.await("login", one -> one.isSuccess().hasCounts(3, 3, 0, 0));
    assertThat(sent()).containsOnly("${node.name} is no template here");
    assertThat(api.get("mk", "login").toString()).doesNotContain("no template");

    api.kubectl("delete", "secret", "registry").orThrow();
    int before = rig.requests();
    rig.stopController();
    rig.startController();
    rig.await("login", one -> one.isError().saysInMsg("there is no Secret"));
    assertThat(rig.requests()).as("the nodes keep what they have").isEqualTo(before);
  }

  @Test
  void takesTextAndBytesOfAConfigMap() {
    api.apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: registry}
            data: {text: "grüße\\n"}
            binaryData: {bytes: AAEC}
            """)
        .orThrow();

    rig.apply(aMyKind().named("text").fileFromConfigMap(PATH, "registry", "text"));
    rig.await("text", one -> one.isSuccess());
    assertThat(sent()).containsOnly("grüße\n");
    rig.apply(aMyKind().named("bytes").fileFromConfigMap("/etc/keelson.d/b", "registry", "bytes"));
    rig.await("bytes", one -> one.isSuccess());
    assertThat(sent()).containsOnly("\0\1\2");
  }

  @Test
  void aControllerThatMayNotReadItSaysWhoCanAllowIt() throws Exception {
    rig.close();
    secret("x");
    allowWhatTheChartDoes();
    rig = Rig.as(USER, api);

    rig.apply(aMyKind().named("login").fileFromSecret(PATH, "registry", "auth"));

    rig.await(
        "login",
        one -> one.isError().saysInMsg("may not read Secret \"registry\" in namespace default"));
    assertThat(rig.ops("/readyz")).as("no right of the controller is missing").contains("ok");
  }

  /** What the chart gives the controller while valueFrom is empty. */
  private void allowWhatTheChartDoes() {
    api.apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules:
              - {apiGroups: [apps.mydomain.com], resources: [mykinds, mykinds/status], verbs: [get, list, watch, patch]}
              - {apiGroups: [""], resources: [nodes], verbs: [list, watch]}
              - {apiGroups: [events.k8s.io], resources: [events], verbs: [create]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: reader}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: reader}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: reader, namespace: %1$s}
            rules:
              - {apiGroups: ["", coordination.k8s.io], resources: [secrets, configmaps, leases], verbs: ["*"]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: reader, namespace: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: reader}]
            """
                .formatted(TrustYaml.NAMESPACE))
        .orThrow();
  }
}
