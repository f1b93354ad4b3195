package io.keelson.controller.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.keelson.controller.converge.ClusterListener;
import io.keelson.controller.converge.StatusWriter;
import io.keelson.controller.depart.Finalizers;
import io.keelson.controller.depart.OwnerLookup;
import io.keelson.controller.enrol.TokenReviewer;
import io.keelson.controller.lead.Timing;
import io.keelson.controller.source.SourceReader;
import io.keelson.controller.tell.Alarm;
import io.keelson.controller.tell.EventRecorder;
import io.keelson.controller.tell.NodeEvents;
import io.keelson.controller.trust.Notices;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** The way to one API server. For any thread. */
public final class Kube implements AutoCloseable {

  /**
   * Nobody waits longer for an answer of the API server; the Lease has a shorter one of its own.
   */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Duration SHORT = Duration.ofSeconds(5);

  private final Supplier<ConfigBuilder> access;
  private final KubernetesClient client;
  private final ApiServer server;
  private final Rights rights = new Rights();

  private Kube(Supplier<ConfigBuilder> access, Duration limit) {
    this.access = access;
    this.client =
        new KubernetesClientBuilder()
            .withConfig(access.get().withRequestTimeout((int) limit.toMillis()).build())
            .build();
    this.server = new ApiServer(client, limit);
  }

  /** The API server of the pod that we run in, else that of KUBECONFIG. */
  public static Kube found() {
    return new Kube(ConfigBuilder::new, LONGEST);
  }

  /** The same for a person who waits for the answer: soon an error, and tried but once more. */
  public static Kube foundForPerson() {
    return new Kube(
        () ->
            new ConfigBuilder()
                .withConnectionTimeout((int) SHORT.toMillis())
                .withRequestRetryBackoffLimit(1),
        SHORT);
  }

  /** The API server that is reached so. */
  public static Kube of(Config access) {
    return new Kube(() -> new ConfigBuilder(access), LONGEST);
  }

  /**
   * A contender for the Lease.
   *
   * @param me unlike anybody else, also unlike oneself before a restart
   * @param telemetry told the epoch in which we lead, 0 when we do not
   */
  public Elector elector(
      String namespace, String me, Elector.Listener listener, LongConsumer telemetry, Clock clock) {
    Timing timing = Timing.STANDARD;
    return new Elector(
        new Leases(access.get(), rights, namespace, timing.lease(), clock),
        me,
        timing,
        listener,
        telemetry,
        System::nanoTime);
  }

  public Informers informers(ClusterListener listener) {
    return new Informers(client, rights, listener);
  }

  public StatusWriter statuses() {
    return new StatusPatch(server, rights);
  }

  public Finalizers finalizers() {
    return new FinalizerPatch(server, rights);
  }

  public DepartureMap departures(String namespace, Clock clock) {
    return new DepartureMap(server, rights, namespace, clock);
  }

  public Uninstallation uninstallation(String namespace, Clock clock) {
    return new Uninstallation(server, departures(namespace, clock), finalizers());
  }

  public OwnerLookup owners() {
    return new OwnerGet(server);
  }

  public SourceReader sources() {
    return new SourceGet(server);
  }

  /** Events on the controller's Deployment. */
  public Alarm alarm(String namespace, Clock clock) {
    Events events = new Events(server, clock);
    Map<String, String> deployment =
        Map.of(
            "apiVersion",
            "apps/v1",
            "kind",
            "Deployment",
            "namespace",
            namespace,
            "name",
            "keelson-controller");
    return (reason, note) -> events.write(deployment, reason, note, true);
  }

  public EventRecorder events(Clock clock) {
    return new Events(server, clock);
  }

  public NodeEvents nodeEvents(Clock clock) {
    return new Events(server, clock);
  }

  /**
   * The authority's objects in our own namespace.
   *
   * @param source name of the Secret that the authority comes from; empty for none
   */
  public TrustObjects trust(String namespace, String source) {
    return new TrustObjects(client, namespace, source);
  }

  public TokenReviewer tokens(String namespace) {
    return new Tokens(server, namespace);
  }

  /** Events on the authority's Secret. */
  public Notices notices(String namespace, Clock clock) {
    Events events = new Events(server, clock);
    Map<String, String> secret =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Secret",
            "namespace",
            namespace,
            "name",
            TrustObjects.SECRET);
    return (reason, note, warning) -> events.write(secret, reason, note, warning);
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
