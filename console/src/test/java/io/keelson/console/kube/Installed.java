package io.keelson.console.kube;

import io.keelson.testing.TestCertificate;
import io.keelson.testing.kube.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the chart brings for the console, in a real API server: namespaces, the console's own
 * account with its few rights as the chart gives them, the shipped roles, the Secret.
 */
public final class Installed {

  public static final String RELEASE = "keelson-system";
  public static final String USERS = "keelson-console-users";
  public static final String SECRET = "keelson-console";

  private static final Pattern COMMENT = Pattern.compile("\\{\\{- /\\*.*?\\*/ -}}", Pattern.DOTALL);

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
        - {apiGroups: [""], resources: [events], verbs: [get, list, watch]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: keelson-operator}
      rules:
        - {apiGroups: [apps.mydomain.com], resources: [mykinds], verbs: [get, list, watch, create, update, patch]}
        - {apiGroups: [apps.mydomain.com], resources: [mykinds/status], verbs: [get]}
        - {apiGroups: [""], resources: [events], verbs: [get, list, watch]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: keelson-admin}
      rules:
        - {apiGroups: [apps.mydomain.com], resources: [mykinds], verbs: [get, list, watch, create, update, patch, delete, deletecollection]}
        - {apiGroups: [apps.mydomain.com], resources: [mykinds/status], verbs: [get]}
        - {apiGroups: [""], resources: [events], verbs: [get, list, watch]}
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
    api.apply(shipped("rbac.yaml", "keelson-console")).orThrow();
    api.apply(shipped("nodes-role.yaml", "keelson-console-nodes")).orThrow();
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

  /**
   * A template of the chart without Helm, which integration tests do not need: its few actions are
   * names.
   */
  private static String shipped(String template, String name) {
    String yaml =
        COMMENT
            .matcher(read("charts/keelson/templates/console/" + template))
            .replaceAll("")
            .replaceAll("(?m)^ +labels:\n.*include.*\n", "")
            .replace("{{ $name }}", name)
            .replace("{{ .Release.Namespace }}", RELEASE)
            .replace("{{ .Values.console.usersNamespace }}", USERS);
    return yaml.lines().filter(line -> !line.startsWith("{{-")).collect(Collectors.joining("\n"));
  }

  private static String read(String file) {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.exists(up.resolve(file))) {
        try {
          return Files.readString(up.resolve(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new IllegalStateException("no " + file + ": run the tests inside a checkout");
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
