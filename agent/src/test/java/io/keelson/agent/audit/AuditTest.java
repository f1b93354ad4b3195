package io.keelson.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.LogStore;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState.Trouble;
import io.keelson.wire.Change;
import io.keelson.wire.Owner;
import io.keelson.wire.Report;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuditTest {

  private static final Caller CONTROLLER =
      new Caller("spiffe://keelson/controller", "1f", "10.0.0.3");
  private static final Problem INVALID = new Problem("SYSCTL_VALUE_INVALID", "", "vm.x", "no");
  private static final Problem STRANGER = Problem.of("CLIENT_NOT_ALLOWED", "", "no");

  private final Lines lines = new Lines();
  private final AtomicLong nanos = new AtomicLong();
  private final Audit audit =
      new Audit(
          "node1",
          lines,
          new AgentMetrics("test"),
          Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC),
          nanos::get);

  private static Call call(String name) {
    return new Call(
        CONTROLLER,
        "/v1/sysctl",
        new Owner("u", "default", name, "2026-01-01T00:00:00Z"),
        7,
        3,
        "00000000-0000-0000-0000-000000000001",
        false);
  }

  private void refuse(Problem... problems) {
    audit.refused(CONTROLLER, Optional.empty(), List.of(problems));
  }

  private static Report report(boolean dryRun, Change... changes) {
    return new Report("node1", dryRun, List.of(changes), List.of(), List.of(), List.of());
  }

  @Test
  void saysEverythingOfAChange() {
    audit.applied(call("x"), report(false, new Change("vm.x", "1", "2", true)));
    assertThat(lines.all)
        .containsExactly(
            """
            {"time":"2026-01-02T03:04:05.000Z","node":"node1",\
            "caller":{"name":"spiffe://keelson/controller","serial":"1f","address":"10.0.0.3"},\
            "owner":{"namespace":"default","name":"x","uid":"u"},"epoch":7,"generation":3,\
            "id":"00000000-0000-0000-0000-000000000001","dryRun":false,"api":"/v1/sysctl",\
            "key":"vm.x","before":"1","after":"2","result":"changed"}""");
  }

  @Test
  @DisplayName("F-32: what was not given back is told too")
  void saysWhatWasLeftAsItIs() {
    Problem since = new Problem("CHANGED_SINCE", "", "/etc/a", "it is left");
    audit.applied(
        call("x"), new Report("node1", false, List.of(), List.of(since), List.of(), List.of()));
    assertThat(lines.all)
        .singleElement()
        .asString()
        .contains("\"key\":\"/etc/a\",\"result\":\"kept\",\"code\":\"CHANGED_SINCE\"");
  }

  @Test
  void hasOneLineForEachChangeAndNoneForWhatWasSoAlready() {
    audit.applied(
        call("x"),
        report(
            false,
            new Change("vm.a", "1", "2", true),
            new Change("vm.b", "1", "1", false),
            new Change("vm.c", "1", "2", true)));
    assertThat(lines.all).hasSize(2).noneMatch(line -> line.contains("vm.b"));
    audit.applied(call("x"), report(true, new Change("vm.d", "1", "2", true)));
    assertThat(lines.all).hasSize(2);
  }

  @Test
  void saysWhyACallWasRefused() {
    audit.refused(CONTROLLER, Optional.of(call("x\n{")), List.of(INVALID));
    assertThat(lines.all.getFirst())
        .contains("\"name\":\"x\\u000a{\"", "\"key\":\"vm.x\"")
        .endsWith("\"result\":\"refused\",\"code\":\"SYSCTL_VALUE_INVALID\"}");
  }

  @Test
  void aCallThatIsToComeAgainAtOnceIsNoRefusal() {
    refuse(Problem.of("AGENT_BUSY", "", "later"));
    assertThat(lines.all).isEmpty();
  }

  @Test
  void tellsWhatAFailedUndoLeft() {
    for (int i = 0; i < 500; i++) {
      refuse(INVALID);
    }
    lines.all.clear();
    refuse(
        Problem.of("HOST_ERROR", "", "no"),
        new Problem("UNDO_FAILED", "", "vm.a", "no"),
        new Problem("UNDO_FAILED", "", "vm.b", "no"));
    assertThat(lines.all)
        .filteredOn(line -> line.contains("\"result\":\"left\""))
        .hasSize(2)
        .anyMatch(line -> line.contains("vm.a"))
        .anyMatch(line -> line.contains("vm.b"));
  }

  @Test
  void aFloodOfRefusalsIsCountedInsteadOfWritten() {
    for (int i = 0; i < 100_000; i++) {
      refuse(INVALID);
    }
    assertThat(lines.all).hasSize(RefusalLimit.BURST);
    nanos.addAndGet(RefusalLimit.INTERVAL.toNanos());
    refuse(INVALID);
    assertThat(lines.all).hasSize(RefusalLimit.BURST + 2);
    assertThat(lines.all.get(RefusalLimit.BURST))
        .contains("\"result\":\"left-out\",\"of\":\"controller\",\"count\":99900");
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    for (int i = 0; i < 1000; i++) {
      refuse(INVALID);
    }
    assertThat(lines.all).hasSize(2 * RefusalLimit.BURST + 2);
  }

  @Test
  void aStrangersFloodLeavesRoomForTheControllersRefusalsAndForChanges() {
    for (int i = 0; i < 1000; i++) {
      refuse(STRANGER);
    }
    lines.all.clear();
    refuse(INVALID);
    audit.applied(call("x"), report(false, new Change("vm.x", "1", "2", true)));
    assertThat(lines.all).hasSize(3);
    assertThat(lines.all.getFirst()).contains("\"of\":\"strangers\",\"count\":900");
  }

  @Test
  void whatCannotBeWrittenIsATroubleUntilItCanAndThenCounted() {
    lines.full = true;
    audit.open();
    assertThat(audit.trouble().map(Trouble::code)).contains("AUDIT_FAILED");
    audit.applied(call("x"), report(false, new Change("vm.x", "1", "2", true)));
    audit.applied(call("x"), report(false, new Change("vm.x", "2", "3", true)));
    lines.full = false;
    audit.applied(call("x"), report(false, new Change("vm.x", "3", "4", true)));
    assertThat(audit.trouble()).isEmpty();
    assertThat(lines.all).hasSize(2);
    assertThat(lines.all.getFirst()).contains("\"result\":\"lost\"", "\"count\":2");
  }

  @Test
  void catchesUpWhenTheCauseIsGoneAndSaysNothingElse() {
    audit.catchUp();
    assertThat(lines.all).isEmpty();
    lines.full = true;
    audit.applied(call("x"), report(false, new Change("vm.x", "1", "2", true)));
    audit.catchUp();
    assertThat(audit.trouble()).isPresent();
    lines.full = false;
    audit.catchUp();
    audit.catchUp();
    assertThat(audit.trouble()).isEmpty();
    assertThat(lines.all).hasSize(1).allMatch(line -> line.contains("\"count\":1"));
  }

  @Test
  void longFieldsAreCut() {
    audit.applied(
        call("x".repeat(10_000)),
        report(
            false, new Change("k".repeat(10_000), "b".repeat(10_000), "a".repeat(10_000), true)));
    assertThat(lines.all.getFirst()).hasSizeLessThan(2_500).endsWith("\"result\":\"changed\"}");
  }

  private static final class Lines implements LogStore {
    private final List<String> all = new ArrayList<>();
    private boolean full;

    @Override
    public void open() throws HostException {
      append(new byte[0]);
    }

    @Override
    public void append(byte[] lines) throws HostException {
      if (full) {
        throw new HostException("FS_FULL", "", "no room");
      }
      all.addAll(new String(lines, StandardCharsets.US_ASCII).lines().toList());
    }
  }
}
