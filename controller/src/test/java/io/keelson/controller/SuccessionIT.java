package io.keelson.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.keelson.controller.kube.Kube;
import io.keelson.controller.kube.TrustObjects;
import io.keelson.controller.trust.AgentsTrust;
import io.keelson.controller.trust.AuthorityKeeper;
import io.keelson.controller.trust.AuthorityState;
import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.controller.trust.Custody;
import io.keelson.controller.trust.Phase;
import io.keelson.controller.trust.Rotation.Change;
import io.keelson.controller.trust.TrustStore;
import io.keelson.controller.trust.Unmeasured;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.AgentState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of the authority in a real API server, whatever happens to those who lead it. */
@ExtendWith(ApiServerExtension.class)
final class SuccessionIT {

  private static final AuthorityKeeper.Settings SETTINGS =
      new AuthorityKeeper.Settings(
          Duration.ofHours(24), Duration.ofDays(365), "", false, Duration.ofMillis(100));

  private final ApiServer api;
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private final List<AuthorityKeeper> keepers = new ArrayList<>();
  private Kube kube;
  private TrustObjects objects;

  SuccessionIT(ApiServer api) {
    this.api = api;
  }

  @BeforeEach
  void empty() throws IOException {
    Config access = Config.fromKubeconfig(Files.readString(api.kubeconfig()));
    access.setClientKeyAlgo("EC");
    kube = Kube.of(access);
    objects = kube.trust(TrustYaml.NAMESPACE, "");
    TrustYaml.applyEmptyTo(api);
  }

  @AfterEach
  void close() {
    keepers.forEach(AuthorityKeeper::close);
    objects.close();
    kube.close();
  }

  private AuthorityKeeper keeper(TrustStore store) {
    AuthorityKeeper keeper =
        new AuthorityKeeper(
            store,
            SETTINGS,
            (reason, note, warning) -> notices.add(reason),
            new Unmeasured(),
            Clock.systemUTC(),
            System::nanoTime);
    keepers.add(keeper);
    return keeper;
  }

  private Made made() {
    try {
      TrustStore.Kept kept = objects.read().kept();
      return (Made) AuthorityState.of(kept == null ? null : kept.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isMade() {
    try {
      TrustStore.Kept kept = objects.read().kept();
      return kept != null && AuthorityState.of(kept.data()) instanceof Made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** C: two replicas that find nothing make one authority. */
  @Test
  void replicasThatStartTogetherAgreeOnOneAuthority() {
    List<AuthorityKeeper> four =
        List.of(keeper(objects), keeper(objects), keeper(objects), keeper(objects));
    four.forEach(AuthorityKeeper::start);

    Rig.eventually(() -> assertThat(four).allMatch(one -> one.unavailable().isEmpty()));
    assertThat(four)
        .allSatisfy(
            one ->
                assertThat(one.tls().current().trust().digest())
                    .isEqualTo(made().bundle().digest()));
    assertThat(notices).containsExactly("AuthorityMade");
    Rig.eventually(() -> assertThat(published()).isEqualTo(made().published()));
  }

  /** stopped after each single write, and followed by another that finishes. */
  @Test
  void aReplacementSurvivesAStopAfterEachWrite() throws Exception {
    AuthorityKeeper first = keeper(objects);
    first.start();
    Rig.eventually(() -> assertThat(isMade()).isTrue());
    Rig.eventually(() -> assertThat(published()).isEqualTo(made().published()));
    first.close();
    String before = made().current().fingerprint();
    assertThat(custody().replace()).isInstanceOf(Change.To.class);

    int stops = 0;
    while (!isDone(before)) {
      StopsAfterOneWrite store = new StopsAfterOneWrite(objects);
      AuthorityKeeper one = keeper(store);
      one.start();
      one.lead(new Obedient());
      Rig.eventually(() -> assertThat(store.writes.get() > 0 || isDone(before)).isTrue());
      one.close();
      stops++;
      assertThat(stops).isLessThan(30);
    }

    assertThat(stops).isGreaterThanOrEqualTo(6);
    assertThat(made().phase()).isEqualTo(Phase.STABLE);
    assertThat(made().current().fingerprint()).isNotEqualTo(before);
    assertThat(published()).isEqualTo(made().published());
  }

  private boolean isDone(String before) {
    Made now = made();
    return now.phase() == Phase.STABLE
        && !now.current().fingerprint().equals(before)
        && published().equals(now.published());
  }

  private Map<String, String> published() {
    try {
      return objects.read().published().data();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Custody custody() {
    return new Custody(objects, "", Duration.ofDays(365), Clock.systemUTC());
  }

  /** Says what a good agent would that has seen the ConfigMap. */
  private final class Obedient implements AgentsTrust {
    @Override
    public boolean isKnown() {
      return true;
    }

    @Override
    public Map<String, Optional<AgentState.Trust>> live() {
      try {
        Map<String, String> data = published();
        return Map.of(
            "node1",
            Optional.of(
                new AgentState.Trust(
                    TrustBundle.ofPem(data.get("ca.crt")).digest(), data.get("issuer"), "")));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void ask(Collection<String> nodes) {}
  }

  /** As a process that is killed when its first write has been taken. */
  private static final class StopsAfterOneWrite implements TrustStore {

    private final AtomicInteger writes = new AtomicInteger();
    private final TrustStore real;

    StopsAfterOneWrite(TrustStore real) {
      this.real = real;
    }

    @Override
    public Snapshot read() throws IOException {
      requireAlive();
      return real.read();
    }

    @Override
    public boolean keep(Kept next) throws IOException {
      requireAlive();
      boolean written = real.keep(next);
      writes.addAndGet(written ? 1 : 0);
      return written;
    }

    @Override
    public boolean publish(Published next) throws IOException {
      requireAlive();
      boolean written = real.publish(next);
      writes.addAndGet(written ? 1 : 0);
      return written;
    }

    private void requireAlive() throws IOException {
      if (writes.get() > 0) {
        throw new IOException("stopped");
      }
    }

    @Override
    public void watch(Runnable changed) {}
  }
}
