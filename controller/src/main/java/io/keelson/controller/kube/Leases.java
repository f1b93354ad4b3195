package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.keelson.controller.lead.LeaseRecord;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Lease object, over a client of its own: a renewal must not wait behind anything else. It is
 * only ever updated, never made. For one thread.
 */
final class Leases implements AutoCloseable {

  static final String NAME = "keelson-controller";

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration REQUEST = Duration.ofSeconds(3);

  private final KubernetesClient client;
  private final Resource<Lease> resource;
  private final Rights rights;
  private final String right;
  private final int seconds;
  private final Clock clock;

  /** The object of the last record that was handed out: what is not ours in it is kept. */
  private @Nullable Lease last;

  Leases(ConfigBuilder access, Rights rights, String namespace, Duration lease, Clock clock) {
    this.client =
        new KubernetesClientBuilder()
            .withConfig(
                access
                    .withConnectionTimeout((int) CONNECT.toMillis())
                    .withRequestTimeout((int) REQUEST.toMillis())
                    // Whoever waits is not renewing: the next look is the next try.
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    this.resource = client.leases().inNamespace(namespace).withName(NAME);
    this.rights = rights;
    this.right = "get and update the lease " + NAME + " in " + namespace;
    this.seconds = (int) lease.toSeconds();
    this.clock = clock;
  }

  LeaseRecord read() throws IOException {
    try {
      Lease lease = resource.get();
      if (lease == null) {
        throw new IOException("there is no Lease " + NAME + ": install the chart again");
      }
      rights.granted(right);
      return handedOut(lease);
    } catch (KubernetesClientException e) {
      throw fault(e);
    }
  }

  /**
   * Says in the Lease who holds it, from now.
   *
   * @param holder empty for nobody
   * @return what it says then; empty when somebody else changed it after it was read
   */
  Optional<LeaseRecord> write(LeaseRecord seen, String holder, long epoch) throws IOException {
    Lease base = last;
    if (base == null || !base.getMetadata().getResourceVersion().equals(seen.version())) {
      return Optional.empty();
    }
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    LeaseSpec spec = Objects.requireNonNullElseGet(base.getSpec(), LeaseSpec::new);
    boolean acquires = !holder.equals(seen.holder()) || epoch != seen.transitions();
    Lease next =
        new LeaseBuilder(base)
            .withNewSpecLike(spec)
            .withHolderIdentity(holder)
            .withLeaseDurationSeconds(seconds)
            .withLeaseTransitions(Math.toIntExact(epoch))
            .withAcquireTime(acquires ? now : spec.getAcquireTime())
            .withRenewTime(now)
            .endSpec()
            .build();
    try {
      return Optional.of(handedOut(client.resource(next).update()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw fault(e);
    }
  }

  private LeaseRecord handedOut(Lease lease) {
    last = lease;
    LeaseSpec spec = Objects.requireNonNullElseGet(lease.getSpec(), LeaseSpec::new);
    Integer transitions = spec.getLeaseTransitions();
    return new LeaseRecord(
        Objects.requireNonNullElse(spec.getHolderIdentity(), ""),
        transitions == null ? 0 : transitions,
        spec.getAcquireTime() + " " + spec.getRenewTime(),
        lease.getMetadata().getResourceVersion());
  }

  private IOException fault(KubernetesClientException e) {
    if (e.getCode() == Rights.FORBIDDEN) {
      rights.denied(right);
    }
    return new IOException(e);
  }

  @Override
  public void close() {
    client.close();
  }
}
