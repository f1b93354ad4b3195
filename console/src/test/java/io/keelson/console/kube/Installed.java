package io.keelson.console.kube;

import io.keelson.testing.TestCertificate;
import io.keelson.testing.kube.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What the chart brings for the console, in a real API server: namespaces, the console's own
 * account with its few rights, the shipped roles, the Secret.
 */
public final class Installed {

  public static final String RELEASE = "keelson-system";
  public static final String USERS = "keelson-console-users";
  public static final String SECRET = "keelson-console";

  private static final String YAML =
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: keelson-system}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: keelson-console-users}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: blue}}
      ---
      {apiVersion: v1, kind: Namespace, metadata: {name: green}}
      ---
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: keelson-console, namespace: keelson-system}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: keelson-console, namespace: keelson-system}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: of-others, namespace: keelson-system}}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: keelson-viewer}
      rules:
        - {apiGroups: [apps.mydomain.com], resources: [mykinds], verbs: [get, list, watch]}
        - {apiGroups: [apps.mydomain.com], resources: [mykinds/status], verbs: [get]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: keelson-operator}
      rules:
        - {apiGroups: [apps.mydomain.com], resources: [mykinds], verbs: [get, list, watch, create, update, patch]}
        - {apiGroups: [apps.mydomain.com], resources: [mykinds/status], verbs: [get]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: keelson-admin}
      rules:
        - {apiGroups: [apps.mydomain.com], resources: [mykinds], verbs: [get, list, watch, create, update, patch, delete, deletecollection]}
        - {apiGroups: [apps.mydomain.com], resources: [mykinds/status], verbs: [get]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: keelson-console}
      rules:
        - {apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings, clusterrolebindings], verbs: [get, list, create, delete, update]}
        - {apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind], resourceNames: [keelson-viewer, keelson-operator, keelson-admin]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: keelson-console}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: keelson-console}
      subjects: [{kind: ServiceAccount, name: keelson-console, namespace: keelson-system}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: keelson-console, namespace: keelson-console-users}
      rules:
        - {apiGroups: [""], resources: [serviceaccounts], verbs: [get, list, create, delete, patch]}
        - {apiGroups: [""], resources: [serviceaccounts/token], verbs: [create]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: keelson-console, namespace: keelson-console-users}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: keelson-console}
      subjects: [{kind: ServiceAccount, name: keelson-console, namespace: keelson-system}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: keelson-console, namespace: keelson-system}
      rules:
        - {apiGroups: [""], resources: [secrets], verbs: [get, update], resourceNames: [keelson-console]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: keelson-console, namespace: keelson-system}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: keelson-console}
      subjects: [{kind: ServiceAccount, name: keelson-console, namespace: keelson-system}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: keelson-console-nodes}
      rules:
        - {apiGroups: [""], resources: [nodes], verbs: [get, list, watch]}
        - {apiGroups: [""], resources: [events], verbs: [get, list, watch]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: keelson-console-nodes}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: keelson-console-nodes}
      subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: "system:serviceaccounts:keelson-console-users"}]
      """;

  private final ApiServer api;
  private final Path directory;

  private Installed(ApiServer api, Path directory) {
    this.api = api;
    this.directory = directory;
  }

  /**
   * Installs all, as often as one likes.
   *
   * @param directory gets the console's token and the authority
   */
  public static Installed in(ApiServer api, Path directory) {
    api.apply(YAML).orThrow();
    TestCertificate admin = api.admin();
    admin.writeTo(directory);
    String token =
        api.kubectl("create", "token", "keelson-console", "-n", RELEASE, "--duration=1h").orThrow();
    try {
      Files.writeString(directory.resolve("token"), token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Installed(api, directory);
  }

  /** As the kubelet mounts it: token and ca.crt. */
  public Path account() {
    return directory;
  }

  KubeHttp http() throws IOException {
    return new KubeHttp(URI.create(api.url()), Authorities.in(directory.resolve("ca.crt")));
  }

  OwnToken own() {
    return new OwnToken(directory.resolve("token"));
  }

  UserTokens tokens(KubeHttp http) {
    return new UserTokens(http, own(), USERS, Clock.systemUTC());
  }

  public OwnSecret secret() throws IOException {
    return new OwnSecret(http(), own(), RELEASE, SECRET);
  }
}
