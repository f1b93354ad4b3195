package io.keelson.controller;

import io.keelson.testing.TestCertificates;
import io.keelson.testing.kube.ApiServer;
import java.util.Base64;

/** The objects that the chart ships for the authority, with a test's authority in them. */
record TrustYaml(TestCertificates authority) {

  static final String NAMESPACE = "keelson-system";

  private static final String STABLE =
      """
      {"phase":"Stable","since":"2026-01-01T00:00:00Z"}""";

  /** As the chart ships them. */
  static void applyEmptyTo(ApiServer api) {
    api.kubectl(
        "delete",
        "--ignore-not-found",
        "-n",
        NAMESPACE,
        "secret/keelson-ca",
        "cm/keelson-trust",
        "cm/keelson-departures",
        "lease/keelson-controller");
    api.apply(
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: keelson-system}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: keelson-trust, namespace: keelson-system}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: keelson-departures, namespace: keelson-system}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: keelson-ca, namespace: keelson-system}
            ---
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {name: keelson-controller, namespace: keelson-system}
            """)
        .orThrow();
  }

  void applyTo(ApiServer api) {
    applyEmptyTo(api);
    restoreTo(api);
  }

  void restoreTo(ApiServer api) {
    api.apply(yaml()).orThrow();
  }

  private String yaml() {
    return """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %1$s}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: keelson-trust, namespace: %1$s}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keelson-ca, namespace: %1$s}
        data: {ca.crt: %2$s, ca.key: %3$s, state.json: %4$s}
        """
        .formatted(NAMESPACE, base64(authority.pem()), base64(authority.keyPem()), base64(STABLE));
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
