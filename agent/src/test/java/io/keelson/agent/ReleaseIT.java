package io.keelson.agent;

import static io.keelson.agent.TestAgent.isOk;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.setting.Sha256;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import io.keelson.wire.ReleaseRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was there before comes back, over real HTTPS. */
class ReleaseIT {

  private static final String DROP_IN = "/etc/sysctl.d/90-keelson.conf";
  private static final Owner OWNER = TestAgent.OWNER;
  private static final Owner YOUNGER = TestAgent.YOUNGER;

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .sysctl("vm.swappiness", "60")
            .sysctl("vm.dirty_ratio", "20")
            .file("/etc/app/a.conf", "before \u00e4\u0000\n")
            .mode("/etc/app/a.conf", "rw-r-----");
    Files.setAttribute(host.at("/etc/app/a.conf"), "unix:uid", 77);
    Files.setAttribute(host.at("/etc/app/a.conf"), "unix:gid", 78);
    agent = TestAgent.on(host, work, "vm.*", "/etc/app");
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private void restart(String sysctls, String roots) {
    agent.close();
    agent = TestAgent.on(host, work, sysctls, roots);
  }

  private Answer apply(Owner owner, String api, long generation, Parameter... parameters) {
    return agent.apply(api, owner, generation, parameters);
  }

  private static byte[] body(Owner owner, @Nullable String api, boolean keep) {
    return TestAgent.releaseBody(owner, api, keep);
  }

  private Answer release(Owner owner) {
    return agent.release(owner, null, false);
  }

  private void applyAll() {
    isOk(
        apply(
            OWNER,
            "/v1/sysctl",
            1,
            Parameter.of("vm.swappiness", "10"),
            Parameter.of("vm.dirty_ratio", "30")));
    isOk(apply(OWNER, "/v1/hostname", 1, Parameter.of("hostname", "node7")));
    isOk(
        apply(
            OWNER,
            "/v1/file",
            1,
            new Parameter("/etc/app/a.conf", "new", "0644", 1L, 2L, null),
            Parameter.of("/etc/app/b.conf", "new")));
  }

  /** Everything but the agent's own directory, without times and inodes. */
  private List<String> differences(HostSnapshot before) {
    return strip(before).changesTo(strip(host.snapshot()));
  }

  private static HostSnapshot strip(HostSnapshot snapshot) {
    Map<String, String> left = new TreeMap<>();
    snapshot
        .entries()
        .forEach(
            (path, what) -> {
              if (!path.startsWith("/var/lib")) {
                left.put(path, what.replaceFirst(" \\S+ inode \\d+", ""));
              }
            });
    return new HostSnapshot(left);
  }

  @Test
  @DisplayName(
      "Everything comes back: values, names, bytes, mode, owner, and what was not there goes")
  void givesBackWhatWasThereBefore() {
    HostSnapshot before = host.snapshot();
    applyAll();
    assertThat(differences(before)).hasSizeGreaterThan(5);
    restart("vm.*", "/etc/app");
    String report = isOk(release(OWNER)).body();
    assertThat(differences(before)).isEmpty();
    assertThat(report)
        .contains("\"key\":\"vm.swappiness\",\"was\":\"10\",\"now\":\"60\",\"changed\":true")
        .contains("\"key\":\"hostname\",\"was\":\"node7\",\"now\":\"node1\",\"changed\":true")
        .contains("0640 77:78 ", "\"key\":\"/etc/app/b.conf\"", "\"now\":\"absent\"")
        .contains("\"kept\":[]");
    assertThat(agent.get("/v1/state").body()).contains("\"held\":[]", "\"troubles\":[]");
    assertThat(host.at("/var/lib/keelson").toFile().list())
        .noneMatch(name -> name.startsWith("image-"));
    assertThat(host.read("/var/log/keelson/audit.log"))
        .contains("\"api\":\"/v1/release\",\"key\":\"vm.swappiness\",\"before\":\"10\"");
    isOk(release(OWNER));
  }

  @Test
  @DisplayName("A dry run of it shows the same and writes nothing")
  void showsWhatItWouldGiveBack() {
    applyAll();
    HostSnapshot before = host.snapshot();
    Answer dry = isOk(agent.postBytes("/v1/release?dryRun=true", body(OWNER, null, false)));
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    String real = isOk(release(OWNER)).body();
    assertThat(dry.body()).isEqualTo(real.replace("\"dryRun\":false", "\"dryRun\":true"));
  }

  @Test
  @DisplayName("One parameter leaves the spec: its key comes back in the same call")
  void givesBackWhatIsNoLongerAskedFor() {
    applyAll();
    HostSnapshot before = host.snapshot();
    byte[] fewer =
        Json.write(
            new ApplyRequest("node1", OWNER, 1, 2, List.of(Parameter.of("vm.swappiness", "11"))));
    String dry = isOk(agent.postBytes("/v1/sysctl?dryRun=true", fewer)).body();
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    String real = isOk(agent.postBytes("/v1/sysctl", fewer)).body();
    assertThat(dry).isEqualTo(real.replace("\"dryRun\":false", "\"dryRun\":true"));
    assertThat(real)
        .contains(
            "\"changes\":[{\"key\":\"vm.swappiness\",\"was\":\"10\",\"now\":\"11\",\"changed\":true},"
                + "{\"key\":\"vm.dirty_ratio\",\"was\":\"30\",\"now\":\"20\",\"changed\":true}]");
    assertThat(host.sysctl("vm.dirty_ratio")).isEqualTo("20");
    assertThat(host.read(DROP_IN)).contains("vm.swappiness = 11").doesNotContain("dirty_ratio");
    isOk(apply(OWNER, "/v1/file", 2, Parameter.of("/etc/app/b.conf", "new")));
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("before \u00e4\u0000\n");
    assertThat(host.read("/etc/app/b.conf")).isEqualTo("new");
  }

  @Test
  void givesBackOnlyOneApiWhenOneIsNamed() {
    applyAll();
    isOk(agent.release(OWNER, "/v1/file", false));
    assertThat(host.exists("/etc/app/b.conf")).isFalse();
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
    assertThat(host.hostname()).isEqualTo("node7");
  }

  @Test
  @DisplayName("A shared key stays until the last owner gives it up")
  void sharedKeysStay() {
    isOk(apply(OWNER, "/v1/sysctl", 1, Parameter.of("vm.swappiness", "10")));
    isOk(apply(YOUNGER, "/v1/sysctl", 1, Parameter.of("vm.swappiness", "10")));
    assertThat(isOk(release(OWNER)).body()).contains("\"changes\":[]");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
    assertThat(host.read(DROP_IN)).contains("vm.swappiness = 10");
    isOk(release(YOUNGER));
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("60");
    assertThat(host.exists(DROP_IN)).isFalse();
  }

  @Test
  @DisplayName("Taken over by an older owner: when that goes, it is as before the first")
  void whatWasTakenOverComesBackAsBeforeTheFirst() {
    isOk(apply(YOUNGER, "/v1/sysctl", 1, Parameter.of("vm.swappiness", "10")));
    isOk(apply(OWNER, "/v1/sysctl", 1, Parameter.of("vm.swappiness", "20")));
    assertThat(isOk(release(YOUNGER)).body()).contains("\"changes\":[]");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("20");
    isOk(apply(YOUNGER, "/v1/sysctl", 9, Parameter.of("vm.swappiness", "20")));
    isOk(release(OWNER));
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("20");
    isOk(apply(YOUNGER, "/v1/sysctl", 9, Parameter.of("vm.swappiness", "10")));
    isOk(release(YOUNGER));
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("60");
  }

  @Test
  @DisplayName("F-32: what somebody changed since is left and told")
  void leavesWhatWasChangedSince() throws IOException {
    applyAll();
    host.sysctl("vm.swappiness", "33").file("/etc/app/a.conf", "edited");
    Files.delete(host.at("/etc/app/b.conf"));
    host.link("/etc/app/b.conf", "/etc/passwd").file("/etc/hostname", "node9\n");
    Files.delete(host.at("/proc/sys/vm/dirty_ratio"));
    String report = isOk(release(OWNER)).body();
    assertThat(report.split("CHANGED_SINCE", -1)).hasSize(6);
    assertThat(report).contains("has no such key any more");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("33");
    assertThat(host.hostname()).as("what is still ours goes back").isEqualTo("node1");
    assertThat(host.read("/etc/hostname")).as("what is theirs stays").isEqualTo("node9\n");
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("edited");
    assertThat(Files.isSymbolicLink(host.at("/etc/app/b.conf"))).isTrue();
    assertThat(host.exists(DROP_IN)).as("our own lines go all the same").isFalse();
    assertThat(agent.get("/v1/state").body()).contains("\"held\":[]");
    assertThat(host.read("/var/log/keelson/audit.log"))
        .contains("\"key\":\"/etc/app/a.conf\",\"result\":\"kept\",\"code\":\"CHANGED_SINCE\"");
  }

  @Test
  @DisplayName("F-32: only the mode was changed since")
  void leavesAFileWhoseModeWasChanged() {
    applyAll();
    host.mode("/etc/app/a.conf", "rw-------");
    assertThat(isOk(release(OWNER)).body()).contains("CHANGED_SINCE", "/etc/app/a.conf");
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("new");
  }

  @Test
  @DisplayName("F-32: a file that Keelson never wrote is not touched, whoever asks")
  void touchesNothingThatItDoesNotHold() {
    HostSnapshot before = host.snapshot();
    assertThat(isOk(release(OWNER)).body()).contains("\"changes\":[]", "\"kept\":[]");
    assertThat(before.changesTo(host.snapshot())).allMatch(change -> change.startsWith("/var/lib"));
    assertThat(host.at("/var/lib/keelson").toFile().list())
        .containsExactlyInAnyOrder("epoch", "record");
  }

  @Test
  @DisplayName("N-16: the kept bytes were altered")
  void leavesAFileWhoseBytesWereAltered() throws IOException {
    applyAll();
    String sha = Sha256.hex("before \u00e4\u0000\n".getBytes(StandardCharsets.UTF_8));
    Path image = host.at("/var/lib/keelson/image-" + sha);
    Files.writeString(image, "altered");
    assertThat(isOk(release(OWNER)).body()).contains("BACKUP_LOST", "/etc/app/a.conf");
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("new");
    assertThat(host.exists("/etc/app/b.conf")).isFalse();
  }

  @Test
  @DisplayName("DeletionPolicy Keep: nothing changes, and nobody holds it")
  void forgetsWithoutAChange() {
    applyAll();
    HostSnapshot before = host.snapshot();
    isOk(agent.release(OWNER, null, true));
    assertThat(before.changesTo(host.snapshot())).allMatch(change -> change.startsWith("/var/lib"));
    assertThat(agent.get("/v1/state").body()).contains("\"held\":[]");
    // Who comes next finds that, and gives that back.
    isOk(apply(YOUNGER, "/v1/sysctl", 1, Parameter.of("vm.swappiness", "20")));
    isOk(release(YOUNGER));
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
    assertThat(host.read(DROP_IN)).contains("vm.swappiness = 10\n");
  }

  @Test
  void givesBackWhatThePolicyNoLongerAllows() {
    HostSnapshot before = host.snapshot();
    applyAll();
    restart("net.*", "/etc/other");
    isOk(release(OWNER));
    assertThat(differences(before)).isEmpty();
  }

  @Test
  @DisplayName("X-05: the same call again has one effect and the same answer")
  void isCarriedOutOnce() {
    applyAll();
    String key = UUID.randomUUID().toString();
    String first = agent.postBytes("/v1/release", key, body(OWNER, null, false)).body();
    applyAgain();
    assertThat(agent.postBytes("/v1/release", key, body(OWNER, null, false)).body())
        .isEqualTo(first);
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("12");
    assertThat(agent.postBytes("/v1/release", key, body(OWNER, "/v1/file", false)).body())
        .contains("IDEMPOTENCY_MISMATCH");
    assertThat(
            agent
                .postBytes(
                    "/v1/sysctl",
                    key,
                    Json.write(
                        new ApplyRequest(
                            "node1", OWNER, 1, 9, List.of(Parameter.of("vm.swappiness", "1")))))
                .body())
        .contains("IDEMPOTENCY_MISMATCH");
  }

  private void applyAgain() {
    isOk(apply(OWNER, "/v1/sysctl", 9, Parameter.of("vm.swappiness", "12")));
  }

  @Test
  @DisplayName("A release is checked like any call")
  void refusesWhatIsNotForItOrNotInOrder() {
    applyAll();
    HostSnapshot before = host.snapshot();
    refused(new ReleaseRequest("node2", OWNER, 1, 9, null, false), 421, "WRONG_NODE");
    refused(new ReleaseRequest("node1", OWNER, 0, 9, null, false), 400, "REQUEST_INVALID");
    refused(new ReleaseRequest("node1", OWNER, 1, -1, null, false), 400, "REQUEST_INVALID");
    refused(new ReleaseRequest("node1", OWNER, 1, 0, null, false), 409, "STALE_GENERATION");
    refused(new ReleaseRequest("node1", OWNER, 1, 9, "/v1/none", false), 400, "REQUEST_INVALID");
    refused(new ReleaseRequest("node1", OWNER, 1, 9, "", false), 400, "REQUEST_INVALID");
    refused(
        new ReleaseRequest("node1", new Owner("x y", "a", "b", "c"), 1, 9, null, false),
        400,
        "REQUEST_INVALID");
    assertThat(agent.postBytes("/v1/release", "{}".getBytes(StandardCharsets.UTF_8)).status())
        .isEqualTo(400);
    assertThat(agent.postBytes("/v1/release?dry=true", body(OWNER, null, false)).status())
        .isEqualTo(400);
    assertThat(agent.get("/v1/release").status()).isEqualTo(405);
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    isOk(
        agent.postBytes(
            "/v1/sysctl",
            Json.write(
                new ApplyRequest(
                    "node1", OWNER, 5, 1, List.of(Parameter.of("vm.swappiness", "10"))))));
    refused(new ReleaseRequest("node1", OWNER, 4, 9, null, false), 409, "EPOCH_FENCED");
  }

  private void refused(ReleaseRequest request, int status, String code) {
    Answer answer = agent.postBytes("/v1/release", Json.write(request));
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(code);
  }
}
