package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Content;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What good calls do to a host that is a directory. */
class ApplyIT {

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .sysctl("vm.swappiness", "60")
            .sysctl("net.ipv4.tcp_rmem", "4096\t131072\t6291456")
            .file("/etc/app/a.conf", "old")
            .file("/etc/sysctl.d/99-later.conf", "vm.swappiness = 5\n");
    agent = TestAgent.on(host, work, "vm.*,net.*", "/etc/app");
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  @Test
  void setsSysctlsKeepsThemOverBootsAndWarnsOfALaterFile() {
    Answer answer =
        agent.post(
            "/v1/sysctl",
            Parameter.of("vm.swappiness", "10"),
            Parameter.of("net.ipv4.tcp_rmem", "4096 131072 6291456"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"was\":\"60\",\"now\":\"10\",\"changed\":true")
        .contains("\"key\":\"net.ipv4.tcp_rmem\",\"was\":\"4096 131072 6291456\"")
        .contains("/etc/sysctl.d/99-later.conf", "after a boot");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
    assertThat(host.read("/etc/sysctl.d/90-keelson.conf"))
        .contains("net.ipv4.tcp_rmem = 4096 131072 6291456\nvm.swappiness = 10\n");
  }

  @Test
  void tellsWhichKeyOfAPairRules() {
    host.sysctl("vm.dirty_bytes", "0").sysctl("vm.dirty_ratio", "20");
    assertThat(agent.get("/v1/sysctl?key=vm.dirty_bytes").body())
        .contains("\"value\":\"0 (vm.dirty_ratio 20)\"");
  }

  @Test
  void writesNothingAtAllWhenAllIsSoAlready() {
    Parameter[] sysctls = {Parameter.of("vm.swappiness", "10")};
    Parameter[] file = {new Parameter("/etc/app/a.conf", "new", "0600", 5L, 6L, null)};
    Parameter[] name = {Parameter.of("hostname", "node7")};
    agent.post("/v1/sysctl", sysctls);
    agent.post("/v1/file", file);
    agent.post("/v1/hostname", name);
    HostSnapshot before = host.snapshot();
    assertThat(agent.post("/v1/sysctl", sysctls).body()).contains("\"changed\":false");
    assertThat(agent.post("/v1/file", file).body()).contains("\"changed\":false");
    assertThat(agent.post("/v1/hostname", name).body()).contains("\"changed\":false");
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  void writesFilesOfAnyBytesWithModeAndOwner() throws Exception {
    byte[] bytes = new byte[512 * 1024];
    new java.util.Random(1).nextBytes(bytes);
    Answer answer =
        agent.post(
            "/v1/file",
            new Parameter(
                "/etc/app/new.bin",
                Base64.getEncoder().encodeToString(bytes),
                "0640",
                12L,
                34L,
                "Base64"));
    assertThat(answer.body()).contains("\"was\":\"absent\"", "0640 12:34 524288 bytes");
    assertThat(Files.readAllBytes(host.at("/etc/app/new.bin"))).isEqualTo(bytes);
    assertThat(
            agent.get("/v1/file?key=/etc/app/new.bin&key=/etc/app/none&key=/etc/elsewhere").body())
        .contains("0640 12:34 524288 bytes", "\"value\":\"absent\"", "PATH_NOT_ALLOWED");
  }

  @Test
  @DisplayName("F-34: a dry run shows checksum, mode, owner and size of both, never content")
  void showsWhatWouldBecomeOfFilesAndWritesNothing() throws Exception {
    Files.setAttribute(host.at("/etc/app/a.conf"), "unix:uid", 77);
    host.file("/etc/app/b.conf", "CANARY");
    HostSnapshot before = host.snapshot();
    String body =
        agent
            .post(
                "/v1/file?dryRun=true",
                new Parameter("/etc/app/a.conf", "CANARY 2", "0600", 5L, 6L, null),
                Parameter.of("/etc/app/new.conf", "CANARY 3"),
                Parameter.absent("/etc/app/b.conf"))
            .body();
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    assertThat(body)
        .contains("\"dryRun\":true")
        .contains(change(sha("old") + " 0644 77:0 3 bytes", sha("CANARY 2") + " 0600 5:6 8 bytes"))
        .contains(change("absent", sha("CANARY 3") + " 0644 0:0 8 bytes"))
        .contains(change(sha("CANARY") + " 0644 0:0 6 bytes", "absent"))
        .doesNotContain("CANARY");
  }

  private static String change(String was, String now) {
    return "\"was\":\"" + was + "\",\"now\":\"" + now + "\",\"changed\":true";
  }

  private static String sha(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8)).checksum();
  }

  @Test
  void keepsTheOwnerOfAFileWhenNoneIsAskedFor() throws Exception {
    Files.setAttribute(host.at("/etc/app/a.conf"), "unix:uid", 77);
    assertThat(agent.post("/v1/file", Parameter.of("/etc/app/a.conf", "new")).body())
        .contains("0644 77:0 3 bytes");
    assertThat(Files.getAttribute(host.at("/etc/app/a.conf"), "unix:uid")).isEqualTo(77);
  }

  @Test
  void setsTheHostNameInBothPlaces() {
    Answer answer = agent.post("/v1/hostname", Parameter.of("hostname", "node7"));
    assertThat(answer.body()).contains("\"was\":\"node1\",\"now\":\"node7\",\"changed\":true");
    assertThat(host.hostname()).isEqualTo("node7");
    assertThat(host.read("/etc/hostname")).isEqualTo("node7\n");
    assertThat(agent.get("/v1/hostname").body()).contains("\"value\":\"node7\"");
  }

  @Test
  void makesSysctlDirectoryWhereThereIsNone() throws Exception {
    Files.delete(host.at("/etc/sysctl.d/99-later.conf"));
    Files.delete(host.at("/etc/sysctl.d"));
    assertThat(agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10")).status())
        .isEqualTo(200);
    assertThat(host.read("/etc/sysctl.d/90-keelson.conf")).contains("vm.swappiness = 10");
  }

  @Test
  void tellsWhatItHoldsAndForWhom() {
    agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10"));
    assertThat(agent.get("/v1/state").body())
        .contains("\"node\":\"node1\"", "\"api\":\"/v1/sysctl\"", "\"generation\":1")
        .contains("\"bootId\":\"0f3a4f0e-6b1c-4b57-9d55-7f2e3c1d9a10\"", TestAgent.OWNER.uid());
    assertThat(agent.get("/v1/facts").body()).contains("\"memoryBytes\":", "\"bootTime\":");
  }

  @Test
  @DisplayName(
      "One owner per key: the same value is shared, the older takes over, the younger is refused")
  void anOlderOwnerTakesAKeyOver() {
    agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10"));
    Owner older =
        new Owner(
            "0e9c3c55-6f0c-44d2-8a43-1f4f6a8c2d10", "default", "older", "2025-01-01T00:00:00Z");
    Parameter ten = Parameter.of("vm.swappiness", "10");
    agent.postBytes("/v1/sysctl", Json.write(new ApplyRequest("node1", older, 1, 1, List.of(ten))));
    assertThat(agent.get("/v1/state").body())
        .contains(TestAgent.OWNER.uid(), older.uid())
        .doesNotContain("\"digest\":\"\"");
    Parameter eleven = Parameter.of("vm.swappiness", "11");
    agent.postBytes(
        "/v1/sysctl", Json.write(new ApplyRequest("node1", older, 1, 2, List.of(eleven))));
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("11");
    assertThat(agent.get("/v1/state").body())
        .containsPattern(TestAgent.OWNER.uid() + "[^{]*\"generation\":1,\"digest\":\"\"");
    HostSnapshot before = host.snapshot();
    for (String path : List.of("/v1/sysctl", "/v1/sysctl?dryRun=true")) {
      Answer younger = agent.post(path, Parameter.of("vm.swappiness", "10"));
      assertThat(younger.status()).as(younger.body()).isEqualTo(409);
      assertThat(younger.body()).contains("\"code\":\"CONFLICT\"", "default/older", "Conflict");
    }
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  @DisplayName("F-34: a secret of the kernel is neither shown nor set")
  void tellsNoSecretOfTheKernel() {
    host.sysctl("net.ipv4.tcp_fastopen_key", "deadbeef-0-0-1")
        .sysctl("net.ipv6.conf.all.stable_secret", "dead:beef");
    for (String key : List.of("net.ipv4.tcp_fastopen_key", "net.ipv6.conf.all.stable_secret")) {
      for (Answer answer :
          List.of(
              agent.get("/v1/sysctl?key=" + key),
              agent.post("/v1/sysctl?dryRun=true", Parameter.of(key, "a")))) {
        assertThat(answer.body()).contains("SYSCTL_FORBIDDEN").doesNotContain("dead");
      }
    }
  }

  @Test
  void showsAStrangeLaterFileInPlainCharactersAndInShort() {
    host.file("/etc/sysctl.d/99-later.conf", "vm.swappiness = \u001b[2J" + "x".repeat(5000) + "\n");
    String body = agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10")).body();
    assertThat(body).contains("99-later.conf", "\\\\u001b[2J").hasSizeLessThan(1000);
  }

  @Test
  void countsWhatItDid() {
    agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10"));
    agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "010"));
    assertThat(agent.health("/metrics").body())
        .contains("keelson_agent_changes_total{api=\"/v1/sysctl\",result=\"changed\"} 1.0")
        .contains("keelson_agent_refusals_total{code=\"SYSCTL_VALUE_INVALID\"} 1.0")
        .contains("keelson_agent_requests_seconds_count{method=\"POST\",status=\"200\"} 1")
        .contains("keelson_agent_build_info", "keelson_agent_dirty 0.0");
    assertThat(agent.health("/metricsx").status()).isEqualTo(404);
  }

  @Test
  void takesManyCallsAtOnceOneAfterTheOther() {
    List<CompletableFuture<Answer>> calls =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "" + (i % 2)))))
            .toList();
    assertThat(calls)
        .allSatisfy(call -> assertThat(call.join().status()).isIn(200, 503))
        .anySatisfy(call -> assertThat(call.join().status()).isEqualTo(200));
    assertThat(host.sysctl("vm.swappiness")).isIn("0", "1");
    assertThat(host.read("/etc/sysctl.d/90-keelson.conf"))
        .endsWith("vm.swappiness = " + host.sysctl("vm.swappiness") + "\n");
  }

  @Test
  void isNotReadyWithoutTheNodesEtc() throws Exception {
    assertThat(agent.health("/readyz").status()).isEqualTo(200);
    Files.move(host.at("/etc"), host.at("/elsewhere"));
    assertThat(agent.health("/readyz").status()).isEqualTo(503);
    assertThat(agent.health("/readyz").body()).contains("no directory etc");
    assertThat(agent.health("/livez").status()).isEqualTo(200);
  }
}
