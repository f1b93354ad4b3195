package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log says after calls over real HTTPS. */
class AuditIT {

  private static final String LOG = "/var/log/keelson/audit.log";
  private static final String CANARY = "canary-7f3a9";

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .sysctl("vm.swappiness", "60")
            .file("/etc/app/a.conf", "old " + CANARY);
    agent = TestAgent.on(host, work, "vm.*", "/etc/app");
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private List<JsonNode> lines() {
    return host.read(LOG).lines().map(AuditIT::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return new JsonMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(line, e);
    }
  }

  @Test
  void saysWhoChangedWhatForWhom() {
    agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10"));
    assertThat(lines()).hasSize(1);
    JsonNode line = lines().getFirst();
    assertThat(line.get("time").textValue()).matches("20..-..-..T..:..:..\\.[0-9]{3}Z");
    assertThat(line.get("node").textValue()).isEqualTo("node1");
    assertThat(line.at("/caller/name").textValue()).isEqualTo("spiffe://keelson/controller");
    assertThat(line.at("/caller/serial").textValue()).matches("[0-9a-f]+");
    assertThat(line.at("/caller/address").textValue()).isEqualTo("127.0.0.1");
    assertThat(line.at("/owner/uid").textValue()).isEqualTo(TestAgent.OWNER.uid());
    assertThat(line.get("id").textValue()).hasSize(36);
    assertThat(line.get("key").textValue()).isEqualTo("vm.swappiness");
    assertThat(line.get("before").textValue()).isEqualTo("60");
    assertThat(line.get("after").textValue()).isEqualTo("10");
    assertThat(line.get("result").textValue()).isEqualTo("changed");
  }

  @Test
  void saysNothingOfWhatWasSoAlreadyOrOnlyPlanned() {
    agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "60"));
    agent.post("/v1/sysctl?dryRun=true", Parameter.of("vm.swappiness", "10"));
    agent.get("/v1/sysctl?key=vm.swappiness");
    assertThat(host.read(LOG)).isEmpty();
  }

  @Test
  @DisplayName("F-34: no file content in the audit log, in no form")
  void neverHoldsContent() {
    agent.post("/v1/file", Parameter.of("/etc/app/a.conf", "new " + CANARY));
    agent.post("/v1/file", Parameter.of("/etc/app/none/a.conf", CANARY));
    agent.post("/v1/file", new Parameter("/etc/app/a.conf", CANARY, null, null, null, "Base64"));
    assertThat(lines()).hasSize(3);
    assertThat(lines().getFirst().get("after").textValue())
        .startsWith("sha256:")
        .endsWith("0644 0:0 16 bytes");
    assertThat(host.read(LOG))
        .doesNotContain(CANARY)
        .doesNotContain(Base64.getEncoder().encodeToString(CANARY.getBytes()).substring(0, 12));
  }

  @Test
  @DisplayName("A-22: what a refused call holds can neither end its line nor fill the log")
  void showsARefusedCallInShortAndOnOneLine() {
    Owner owner =
        new Owner(
            "u\n{\"result\":\"changed\"}",
            "\u001b[2J\u2028",
            "x".repeat(100_000),
            "2026-01-01T00:00:00Z");
    byte[] body =
        Json.write(
            new ApplyRequest("node1", owner, 1, 1, List.of(Parameter.of("vm.swappiness", "10"))));
    Answer answer = agent.postBytes("/v1/sysctl", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst().get("result").textValue()).isEqualTo("refused");
    assertThat(lines().getFirst().get("code").textValue()).isEqualTo("REQUEST_INVALID");
    assertThat(lines().getFirst().at("/owner/uid").textValue()).isEqualTo(owner.uid());
    assertThat(host.read(LOG)).hasSizeLessThan(2_000).matches("[ -~]*\n");
  }

  @Test
  @DisplayName("A-03: a stranger with a certificate is in it")
  void namesTheStrangerWhoWasRefused() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(agent.uri("/v1/state")).build();
    TestAgent.client(agent.authority().forAgent("node2").sign().sslContext())
        .send(request, BodyHandlers.ofString());
    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst().at("/caller/name").textValue())
        .isEqualTo("spiffe://keelson/agent/node2");
    assertThat(lines().getFirst().get("code").textValue()).isEqualTo("CLIENT_NOT_ALLOWED");
  }

  @Test
  void goesOnWorkingWhenItCannotBeWrittenAndSaysSo() throws Exception {
    Files.delete(host.at(LOG));
    Files.delete(host.at("/var/log/keelson"));
    host.directory("/etc/elsewhere").link("/var/log/keelson", host.at("/etc/elsewhere").toString());
    assertThat(agent.health("/metrics").body()).contains("keelson_agent_audit_failures_total 0.0");
    assertThat(agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "10")).status())
        .isEqualTo(200);
    assertThat(host.sysctl("vm.swappiness")).isEqualTo("10");
    assertThat(host.at("/etc/elsewhere")).isEmptyDirectory();
    assertThat(agent.health("/metrics").body()).contains("keelson_agent_audit_failures_total 1.0");
    assertThat(agent.get("/v1/state").body()).contains("AUDIT_FAILED", "is a link");
    Files.delete(host.at("/var/log/keelson"));
    assertThat(agent.get("/v1/state").body()).contains("\"troubles\":[]");
    agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "11"));
    assertThat(lines())
        .extracting(line -> line.get("result").textValue())
        .containsExactly("lost", "changed");
  }
}
