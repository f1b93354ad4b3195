package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.AgentState;
import io.keelson.wire.AgentState.Drift;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others change on a host that is a directory, and what becomes of it. */
class DriftIT {

  private static final String FILE = "/etc/app/a.conf";
  private static final String SYSCTL = "vm.swappiness";
  private static final String DROP_IN = "/etc/sysctl.d/90-keelson.conf";
  private static final String OTHER_BOOT = "5b0f6a0e-0000-4b57-9d55-7f2e3c1d9a10";

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .sysctl(SYSCTL, "60")
            .directory("/etc/app");
    startAgent();
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private void startAgent() {
    agent = TestAgent.watchful(host, work, "vm.*", "/etc/app");
  }

  private void applyAll() {
    apply("/v1/sysctl", 1, Parameter.of(SYSCTL, "10"));
    apply("/v1/file", 1, new Parameter(FILE, "text\n", "0640", 5L, 6L, null));
    apply("/v1/hostname", 1, Parameter.of("hostname", "node7"));
  }

  private void apply(String path, long generation, Parameter parameter) {
    assertThat(agent.apply(path, TestAgent.OWNER, generation, parameter).status()).isEqualTo(200);
  }

  private Optional<Drift> drift(String key) {
    Decoded<AgentState> state =
        Json.read(agent.get("/v1/state").body().getBytes(), AgentState.class);
    return ((Decoded.Value<AgentState>) state)
        .value().held().stream()
            .flatMap(held -> held.drifts().stream())
            .filter(drift -> drift.key().equals(key))
            .findFirst();
  }

  private static void eventually(ThrowingRunnable holds) {
    await().pollInterval(java.time.Duration.ofMillis(20)).untilAsserted(holds);
  }

  private void eventuallyDrift(String key, ThrowingConsumer<Drift> is) {
    eventually(() -> assertThat(drift(key)).hasValueSatisfying(is));
  }

  private void isRepaired(String key, long repairs) {
    eventuallyDrift(
        key,
        drift -> {
          assertThat(drift.repairs()).isEqualTo(repairs);
          assertThat(drift.repaired()).isTrue();
          assertThat(drift.contested()).isFalse();
        });
  }

  private String audit() {
    return host.read("/var/log/keelson/audit.log");
  }

  private void fileIsAsItShouldBe() throws Exception {
    assertThat(host.read(FILE)).isEqualTo("text\n");
    assertThat(Files.getAttribute(host.at(FILE), "unix:mode")).isEqualTo(0100640);
    assertThat(Files.getAttribute(host.at(FILE), "unix:uid")).isEqualTo(5);
    assertThat(Files.getAttribute(host.at(FILE), "unix:gid")).isEqualTo(6);
  }

  @Test
  void setsAValueRightThatSomebodyChanged() {
    applyAll();
    assertThat(drift(SYSCTL)).isEmpty();
    host.sysctl(SYSCTL, "77");
    isRepaired(SYSCTL, 1);
    assertThat(host.sysctl(SYSCTL)).isEqualTo("10");
    assertThat(audit())
        .containsPattern(
            "\"owner\":\\{\"namespace\":\"default\",[^\n]*\"before\":\"77\",\"after\":\"10\",\"result\":\"repaired\"");
    assertThat(agent.health("/metrics").body())
        .contains("keelson_agent_drift_repairs_total{api=\"/v1/sysctl\"} 1.0");
    assertThat(drift(FILE)).isEmpty();
    assertThat(drift("hostname")).isEmpty();
  }

  @Test
  void setsRightWhatTheNextBootWouldGive() throws Exception {
    applyAll();
    Files.delete(host.at(DROP_IN));
    isRepaired(SYSCTL, 1);
    assertThat(host.read(DROP_IN)).contains("vm.swappiness = 10\n");
    assertThat(audit()).contains("10 (not in /etc/sysctl.d/90-keelson.conf)");
  }

  @Test
  void setsTheHostNameRightInBothPlaces() {
    applyAll();
    host.file("/proc/sys/kernel/hostname", "other\n");
    isRepaired("hostname", 1);
    assertThat(host.hostname()).isEqualTo("node7");
    host.file("/etc/hostname", "other\n");
    isRepaired("hostname", 2);
    assertThat(host.read("/etc/hostname")).isEqualTo("node7\n");
  }

  @Test
  void setsAFileRightWhateverWasDoneToIt() throws Exception {
    applyAll();
    Files.writeString(host.at(FILE), "TEXT\n");
    isRepaired(FILE, 1);
    fileIsAsItShouldBe();
    host.mode(FILE, "rw-rw-rw-");
    isRepaired(FILE, 2);
    fileIsAsItShouldBe();
    Files.setAttribute(host.at(FILE), "unix:uid", 77);
    isRepaired(FILE, 3);
    fileIsAsItShouldBe();
    Files.delete(host.at(FILE));
    isRepaired(FILE, 4);
    fileIsAsItShouldBe();
    assertThat(audit()).doesNotContain("TEXT");
  }

  @Test
  @DisplayName("Ensure: Absent: what comes back is removed again, also where the directory went")
  void removesAgainAFileThatComesBack() throws Exception {
    host.file("/etc/app/sub/b.conf", "old\n");
    apply("/v1/file", 1, Parameter.absent("/etc/app/sub/b.conf"));
    host.file("/etc/app/sub/b.conf", "again\n");
    isRepaired("/etc/app/sub/b.conf", 1);
    assertThat(host.exists("/etc/app/sub/b.conf")).isFalse();
    Files.delete(host.at("/etc/app/sub"));
    host.file("/etc/app/sub/b.conf", "once more\n");
    isRepaired("/etc/app/sub/b.conf", 2);
    assertThat(host.exists("/etc/app/sub/b.conf")).isFalse();
    assertThat(drift("/etc/app/sub/b.conf").orElseThrow().message()).isEmpty();
    assertThat(audit()).contains("\"after\":\"absent\",\"result\":\"repaired\"");
  }

  @Test
  @DisplayName("Where directories are made, one that was removed with its file is made again")
  void makesADirectoryAgain() throws Exception {
    agent.close();
    agent =
        TestAgent.watchful(
            host, work, "{\"files\": [{\"root\": \"/etc/app\", \"createParents\": true}]}");
    apply("/v1/file", 1, Parameter.of("/etc/app/sub/b.conf", "b"));
    Files.delete(host.at("/etc/app/sub/b.conf"));
    Files.delete(host.at("/etc/app/sub"));
    isRepaired("/etc/app/sub/b.conf", 1);
    assertThat(host.read("/etc/app/sub/b.conf")).isEqualTo("b");
  }

  @Test
  void followsNoLinkInTheFilesPlaceAndTellsOfIt() throws Exception {
    applyAll();
    host.file("/etc/elsewhere", "mine\n");
    Files.delete(host.at(FILE));
    host.link(FILE, "/etc/elsewhere");
    eventuallyDrift(FILE, drift -> assertThat(drift.message()).contains("symbolic link"));
    assertThat(drift(FILE).orElseThrow().repaired()).isFalse();
    assertThat(drift(FILE).orElseThrow().repairs()).isZero();
    assertThat(host.read("/etc/elsewhere")).isEqualTo("mine\n");
    Files.delete(host.at(FILE));
    isRepaired(FILE, 1);
    fileIsAsItShouldBe();
  }

  @Test
  void leavesADirectoryInTheFilesPlaceAndTellsOfIt() throws Exception {
    applyAll();
    Files.delete(host.at(FILE));
    host.file(FILE + "/mine", "mine\n");
    eventuallyDrift(FILE, drift -> assertThat(drift.message()).contains("is a directory"));
    assertThat(host.read(FILE + "/mine")).isEqualTo("mine\n");
  }

  @Test
  @DisplayName("N-11: it stops after five repairs, tells, and goes on when the spec changes")
  void stopsFightingUntilTheSpecChanges() {
    host.file("/etc/sysctl.d/99-tuned.conf", "vm.swappiness = 77\n");
    applyAll();
    for (int i = 1; i <= 5; i++) {
      host.sysctl(SYSCTL, "77");
      isRepaired(SYSCTL, i);
    }
    host.sysctl(SYSCTL, "77");
    eventuallyDrift(SYSCTL, drift -> assertThat(drift.contested()).isTrue());
    assertThat(drift(SYSCTL).orElseThrow().message())
        .contains("until the MyKind changes", "/etc/sysctl.d/99-tuned.conf");
    assertThat(host.sysctl(SYSCTL)).isEqualTo("77");
    assertThat(agent.health("/metrics").body()).contains("keelson_agent_contested_keys 1.0");
    // Another key is looked at in the same rounds, so the one given up was passed by in between.
    Path file = host.at(FILE);
    eventually(() -> assertThat(Files.deleteIfExists(file)).isTrue());
    isRepaired(FILE, 1);
    assertThat(host.sysctl(SYSCTL)).isEqualTo("77");

    apply("/v1/sysctl", 2, Parameter.of(SYSCTL, "11"));
    assertThat(host.sysctl(SYSCTL)).isEqualTo("11");
    eventually(() -> assertThat(drift(SYSCTL)).isEmpty());
    assertThat(agent.health("/metrics").body()).contains("keelson_agent_contested_keys 0.0");
    host.sysctl(SYSCTL, "77");
    isRepaired(SYSCTL, 1);
    assertThat(host.sysctl(SYSCTL)).isEqualTo("11");
  }

  @Test
  @DisplayName("N-10: what a boot forgot is brought back without a controller or a certificate")
  void bringsBackWhatABootForgot() {
    applyAll();
    agent.close();
    host.sysctl(SYSCTL, "60")
        .file("/proc/sys/kernel/hostname", "localhost\n")
        .file("/proc/sys/kernel/random/boot_id", OTHER_BOOT + "\n");
    String epoch = host.read("/var/lib/keelson/epoch");
    agent = TestAgent.unknown(host, work, "vm.*");
    eventually(
        () -> {
          assertThat(host.sysctl(SYSCTL)).isEqualTo("10");
          assertThat(host.hostname()).isEqualTo("node7");
          assertThat(audit()).contains("\"after\":\"node7\",\"result\":\"restored\"");
          assertThat(host.read("/var/lib/keelson/record")).contains(OTHER_BOOT);
        });
    assertThat(host.read("/var/lib/keelson/epoch")).isEqualTo(epoch);
    assertThat(audit())
        .contains("\"before\":\"60\",\"after\":\"10\",\"result\":\"restored\"")
        .doesNotContain("repaired");
    assertThat(agent.health("/metrics").body()).doesNotContain("drift_repairs");
    agent.close();
    startAgent();
    assertThat(drift(SYSCTL)).isEmpty();
  }

  @Test
  @DisplayName("N-09: what was changed while the agent was away is drift when the node was not")
  void tellsOfWhatWasChangedWhileItWasAway() {
    applyAll();
    agent.close();
    host.sysctl(SYSCTL, "77");
    startAgent();
    isRepaired(SYSCTL, 1);
    assertThat(host.sysctl(SYSCTL)).isEqualTo("10");
  }

  @Test
  @DisplayName("N-13: a key that the kernel has no more is told and not fought for")
  void tellsOfAKeyThatIsGoneAndSetsItWhenItIsBack() throws Exception {
    applyAll();
    Files.delete(host.at("/proc/sys/vm/swappiness"));
    eventuallyDrift(
        SYSCTL, drift -> assertThat(drift.message()).contains("this kernel has no such key now"));
    host.sysctl(SYSCTL, "60");
    eventually(() -> assertThat(host.sysctl(SYSCTL)).isEqualTo("10"));
    eventually(() -> assertThat(drift(SYSCTL)).isEmpty());
    assertThat(audit()).contains("\"result\":\"restored\"").doesNotContain("repaired");
  }

  @Test
  void setsNothingRightThatThePolicyNoLongerAllows() {
    applyAll();
    agent.close();
    agent = TestAgent.watchful(host, work, "net.*", "/etc/app");
    host.sysctl(SYSCTL, "77");
    eventuallyDrift(
        SYSCTL,
        drift -> {
          assertThat(drift.message()).contains("vm.swappiness", "policy");
          assertThat(drift.repairs()).isZero();
        });
    assertThat(host.sysctl(SYSCTL)).isEqualTo("77");
  }

  @Test
  void givesBackWhatWasThereBeforeAndFightsNoMoreForIt() {
    applyAll();
    host.sysctl(SYSCTL, "77");
    isRepaired(SYSCTL, 1);
    byte[] release =
        Json.write(new io.keelson.wire.ReleaseRequest("node1", TestAgent.OWNER, 1, 2, null, false));
    assertThat(agent.postBytes("/v1/release", release).status()).isEqualTo(200);
    assertThat(host.sysctl(SYSCTL)).isEqualTo("60");
    assertThat(host.exists(FILE)).isFalse();
    HostSnapshot before = host.snapshot();
    eventually(() -> assertThat(agent.get("/v1/state").body()).contains("\"held\":[]"));
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }
}
