package io.keelson.controller.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.controller.converge.ClusterListener;
import io.keelson.controller.converge.EventRecorder;
import io.keelson.controller.converge.StatusWriter;
import java.time.Clock;
import java.util.Optional;

/** The way to one API server. For any thread. */
public final class Kube implements AutoCloseable {

  private final KubernetesClient client;
  private final Rights rights = new Rights();

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
    return new Informers(client, rights, listener);
  }

  public StatusWriter statuses() {
    return new StatusPatch(client, rights);
  }

  public EventRecorder events(Clock clock) {
    return new Events(client, clock);
  }

  /** What the API server does not let us do; empty while it lets us do everything. */
  public Optional<String> missingRights() {
    return rights.missing();
  }

  @Override
  public void close() {
    client.close();
  }
}
