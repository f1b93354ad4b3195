package io.keelson.controller.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.controller.converge.ClusterListener;
import io.keelson.controller.converge.EventRecorder;
import io.keelson.controller.converge.StatusWriter;
import java.time.Clock;

/** The way to one API server. For any thread. */
public final class Kube implements AutoCloseable {

  private final KubernetesClient client;

  private Kube(KubernetesClient client) {
    this.client = client;
  }

  /** The API server of the pod that we run in, else that of KUBECONFIG. */
  public static Kube found() {
    return new Kube(new KubernetesClientBuilder().build());
  }

  /** The API server of a client, which is closed with this. */
  public static Kube of(KubernetesClient client) {
    return new Kube(client);
  }

  public Informers informers(ClusterListener listener) {
    return new Informers(client, listener);
  }

  public StatusWriter statuses() {
    return new StatusPatch(client);
  }

  public EventRecorder events(Clock clock) {
    return new Events(client, clock);
  }

  @Override
  public void close() {
    client.close();
  }
}
