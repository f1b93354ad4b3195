package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.trust.Identity;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old, overtaken and repeated calls, over real HTTPS. */
class FencingIT {

  private static final String KEY = "3f0c6b8e-0d4b-4f7e-9a53-0a6a4a2f9d11";
  private static final String EPOCH = "/var/lib/keelson/epoch";

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host"))).sysctl("vm.swappiness", "60");
    startAgent();
  }

  private void startAgent() {
    agent = TestAgent.on(host, work, "vm.*", "/etc");
  }

  private void restart() {
    agent.close();
    startAgent();
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private static byte[] body(long epoch, long generation, String value) {
    return Json.write(
        new ApplyRequest(
            "node1",
            TestAgent.OWNER,
            epoch,
            generation,
            List.of(Parameter.of("vm.swappiness", value))));
  }

  private Answer call(long epoch, long generation, String value) {
    return agent.postBytes("/v1/sysctl", body(epoch, generation, value));
  }

  private void isRefusedAndChangesNothing(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(agent.health("/metrics").body())
        .contains("keelson_agent_refusals_total{code=\"" + code + "\"}");
  }

  private List<String> auditLines(String with) {
    return host.read("/var/log/keelson/audit.log")
        .lines()
        .filter(line -> line.contains(with))
        .toList();
  }

  @Test
  @DisplayName("A-09: a replayed call of an old leader, or of an older generation")
  void refusesAnOldLeaderAndAnOvertakenCall() {
    assertThat(call(5, 5, "10").status()).isEqualTo(200);
    HostSnapshot before = host.snapshot();
    Answer old = call(4, 9, "11");
    isRefusedAndChangesNothing(old, 409, "EPOCH_FENCED");
    assertThat(old.body()).contains("4 is over", "obeys 5").contains("\"title\":\"Conflict\"");
    isRefusedAndChangesNothing(call(5, 4, "11"), 409, "STALE_GENERATION");
    assertThat(
            agent.postBytes(
                "/v1/sysctl?dryRun=true", UUID.randomUUID().toString(), body(4, 9, "1")))
        .satisfies(answer -> isRefusedAndChangesNothing(answer, 409, "EPOCH_FENCED"));
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    assertThat(agent.get("/v1/state").body()).contains("\"epoch\":5");
    assertThat(auditLines("EPOCH_FENCED")).hasSize(2);
  }

  @Test
  @DisplayName(
      "A-09, X-18: a higher epoch wins with a lower generation, as after a restore of etcd")
  void obeysANewLeaderWhateverTheGeneration() {
    assertThat(call(5, 50, "10").status()).isEqualTo(200);
    assertThat(call(6, 3, "11").status()).isEqualTo(200);
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("11");
    assertThat(call(5, 51, "12").status()).isEqualTo(409);
  }

  @Test
  void aRestartKeepsTheOrder() {
    assertThat(call(5, 5, "10").status()).isEqualTo(200);
    assertThat(host.read(EPOCH)).startsWith("5 ");
    restart();
    assertThat(agent.get("/v1/state").body()).contains("\"epoch\":5", "\"troubles\":[]");
    isRefusedAndChangesNothing(call(4, 9, "11"), 409, "EPOCH_FENCED");
    isRefusedAndChangesNothing(call(5, 4, "11"), 409, "STALE_GENERATION");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
  }

  @Test
  void aDryRunOfAHigherEpochRaisesNothing() {
    assertThat(call(5, 5, "10").status()).isEqualTo(200);
    HostSnapshot before = host.snapshot();
    assertThat(agent.postBytes("/v1/sysctl?dryRun=true", body(9, 9, "11")).status()).isEqualTo(200);
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    assertThat(call(5, 5, "12").status()).isEqualTo(200);
  }

  @Test
  void aDamagedFileLocksNobodyOutAndIsTold() {
    assertThat(call(5, 5, "10").status()).isEqualTo(200);
    host.file(EPOCH, "7");
    restart();
    assertThat(agent.get("/v1/state").body()).contains("\"epoch\":0", "EPOCH_UNKNOWN");
    assertThat(call(6, 1, "11").status()).isEqualTo(200);
    assertThat(call(5, 9, "12").status()).isEqualTo(409);
    assertThat(agent.get("/v1/state").body()).contains("\"epoch\":6", "epoch.damaged");
  }

  @Test
  void obeysNobodyWhenTheEpochWouldBeKeptElsewhere() throws Exception {
    Files.delete(host.at("/var/lib/keelson"));
    host.directory("/etc/elsewhere").link("/var/lib/keelson", host.at("/etc/elsewhere").toString());
    isRefusedAndChangesNothing(call(5, 5, "10"), 500, "HOST_ERROR");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("60");
    assertThat(host.at("/etc/elsewhere")).isEmptyDirectory();
    isRefusedAndChangesNothing(call(5, 5, "10"), 500, "HOST_ERROR");
    Files.delete(host.at("/var/lib/keelson"));
    assertThat(call(5, 5, "10").status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A-10: the same key with another body, Api or epoch")
  void refusesAKeyThatWasUsedForAnotherRequest() {
    assertThat(agent.postBytes("/v1/sysctl", KEY, body(5, 5, "10")).status()).isEqualTo(200);
    HostSnapshot before = host.snapshot();
    isRefusedAndChangesNothing(
        agent.postBytes("/v1/sysctl", KEY, body(5, 5, "11")), 409, "IDEMPOTENCY_MISMATCH");
    isRefusedAndChangesNothing(
        agent.postBytes("/v1/sysctl", KEY, body(5, 6, "10")), 409, "IDEMPOTENCY_MISMATCH");
    isRefusedAndChangesNothing(
        agent.postBytes(
            "/v1/hostname",
            KEY,
            Json.write(
                new ApplyRequest(
                    "node1", TestAgent.OWNER, 5, 5, List.of(Parameter.of("hostname", "node7"))))),
        409,
        "IDEMPOTENCY_MISMATCH");
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  @DisplayName("A-11: the same call 50 times at once is one application with one answer")
  void carriesOutOnceWhatComesFiftyTimesAtOnce() {
    // From an address where no controller has been seen fewer connections at once are taken.
    assertThat(agent.get("/v1/state").status()).isEqualTo(200);
    List<CompletableFuture<Answer>> calls =
        IntStream.range(0, 50)
            .mapToObj(
                i -> inItsOwnThread(() -> agent.postBytes("/v1/sysctl", KEY, body(5, 5, "10"))))
            .toList();
    List<Answer> answers = calls.stream().map(CompletableFuture::join).toList();
    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers).extracting(Answer::body).containsOnly(answers.getFirst().body());
    assertThat(answers.getFirst().body()).contains("\"changed\":true");
    assertThat(auditLines("\"result\":\"changed\"")).hasSize(1);
  }

  private static CompletableFuture<Answer> inItsOwnThread(
      java.util.function.Supplier<Answer> call) {
    return CompletableFuture.supplyAsync(call, task -> Thread.ofVirtual().start(task));
  }

  @Test
  @DisplayName("X-05: the answer was lost; asked again with the key, it comes, and nothing is done")
  void givesTheAnswerThatWasLostAgain() throws Exception {
    SSLContext controller =
        agent
            .authority()
            .certificateFor("keelson-controller")
            .uri(Identity.CONTROLLER)
            .sign()
            .sslContext();
    byte[] body = body(5, 5, "10");
    try (SSLSocket socket =
        (SSLSocket) controller.getSocketFactory().createSocket("127.0.0.1", agent.port())) {
      String head =
          "POST /v1/sysctl HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Idempotency-Key: "
              + KEY
              + "\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      socket.getOutputStream().flush();
    }
    await().until(() -> host.sysctl("vm.swappiness").equals("10"));
    HostSnapshot before = host.snapshot();
    Answer again = agent.postBytes("/v1/sysctl", KEY, body);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).contains("\"was\":\"60\",\"now\":\"10\",\"changed\":true");
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    assertThat(auditLines("\"result\":\"changed\"")).hasSize(1);
  }

  @Test
  @DisplayName(
      "X-05: the stored answer is given after a newer leader too; a new call is not obeyed")
  void theStoredAnswerStaysTrueAfterANewerLeaderCame() {
    byte[] old = body(5, 5, "10");
    String answer = agent.postBytes("/v1/sysctl", KEY, old).body();
    assertThat(call(6, 1, "11").status()).isEqualTo(200);
    assertThat(agent.postBytes("/v1/sysctl", KEY, old).body()).isEqualTo(answer);
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("11");
    isRefusedAndChangesNothing(agent.postBytes("/v1/sysctl", old), 409, "EPOCH_FENCED");
  }

  @Test
  void aRefusedCallMayComeAgainWithItsKey() throws Exception {
    Files.move(host.at("/etc"), host.at("/away"));
    assertThat(agent.postBytes("/v1/sysctl", KEY, body(5, 5, "10")).status()).isEqualTo(503);
    Files.move(host.at("/away"), host.at("/etc"));
    assertThat(agent.postBytes("/v1/sysctl", KEY, body(5, 5, "10")).status()).isEqualTo(200);
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
  }

  @Test
  @DisplayName("X-06: calls that arrive in any order end as the newest")
  void theNewestStandsWhateverTheOrder() {
    List<Integer> generations = new ArrayList<>(IntStream.rangeClosed(1, 12).boxed().toList());
    Collections.shuffle(generations, new java.util.Random(1));
    List<CompletableFuture<Answer>> calls =
        generations.stream().map(g -> inItsOwnThread(() -> call(5, g, "" + g))).toList();
    assertThat(calls).allSatisfy(call -> assertThat(call.join().status()).isIn(200, 409));
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("12");
    for (int generation : generations) {
      assertThat(call(5, generation, "" + generation).status())
          .isEqualTo(generation == 12 ? 200 : 409);
    }
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "3F0C6B8E-0D4B-4F7E-9A53-0A6A4A2F9D11",
        "{3f0c6b8e-0d4b-4f7e-9a53-0a6a4a2f9d11}",
        "3f0c6b8e0d4b4f7e9a530a6a4a2f9d11",
        "3f0c6b8e-0d4b-4f7e-9a53-0a6a4a2f9d1"
      })
  void refusesACallWithoutAKeyThatCanBeUsed(String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(agent.uri("/v1/sysctl"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body(5, 5, "10")));
    Answer answer = agent.send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
    isRefusedAndChangesNothing(answer, 400, "REQUEST_INVALID");
    assertThat(answer.body()).contains("Idempotency-Key");
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("60");
  }

  @Test
  void refusesTwoKeysAndNeedsNoneForADryRun() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(agent.uri("/v1/sysctl"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", KEY)
            .header("Idempotency-Key", KEY)
            .POST(BodyPublishers.ofByteArray(body(5, 5, "10")));
    isRefusedAndChangesNothing(agent.send(request), 400, "REQUEST_INVALID");
    HttpRequest.Builder dry =
        HttpRequest.newBuilder(agent.uri("/v1/sysctl?dryRun=true"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body(5, 5, "10")));
    assertThat(agent.send(dry).status()).isEqualTo(200);
  }
}
