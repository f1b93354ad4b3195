package io.keelson.e2e.chart;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.testing.kube.ApiServer;

/** Clients of a test's API server. */
final class Clients {

  private Clients() {}

  /** An administrator. fabric8 takes a PKCS#8 key for one of RSA unless told otherwise. */
  static KubernetesClient of(ApiServer api) {
    Config config = Config.fromKubeconfig(api.kubeconfig().toFile());
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withClientKeyAlgo("EC").build())
        .build();
  }
}
