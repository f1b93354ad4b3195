package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AuditTest {

  private final Services services = Services.inMemory();
  private final Audit audit = services.audit;

  @AfterEach
  void close() {
    services.close();
  }

  /** W-22. */
  @Test
  void keepsWhoWhatFromWhereAndTheResult() {
    AuditRow row =
        new AuditRow(
            null,
            Instant.MAX,
            "anna",
            Services.HERE,
            Audit.APPLY,
            "mykind default/x",
            "a".repeat(64),
            "b".repeat(64),
            Audit.OK,
            "created");
    audit.record(row);
    AuditRow kept = audit.page(AuditFilter.ALL, 1).rows().getFirst();
    assertThat(kept).usingRecursiveComparison().ignoringFields("id", "at").isEqualTo(row);
    assertThat(kept.at()).isEqualTo(services.clock.instant());
  }

  /** W-23. */
  @Test
  void makesOneLineOfWhateverIsTyped() throws Exception {
    String evil = "x\nadmin LOGIN OK\r\u2028\u202e\0\uD800\"}{";
    audit.record(Audit.row(evil, new From(evil, evil), Audit.APPLY, evil, Audit.OK, evil));
    AuditRow kept = audit.page(AuditFilter.ALL, 1).rows().getFirst();
    String shown = "x\\u000aadmin LOGIN OK\\u000d\\u2028\\u202e\\u0000\\ud800\"}{";
    assertThat(kept.who()).isEqualTo(shown);
    String line = Audit.json(kept);
    assertThat(line).matches("[ -~]*");
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(read.path("who").asText()).isEqualTo(shown);
    assertThat(read.path("detail").asText()).isEqualTo(shown);
  }

  @Test
  void writesOtherScriptsInAscii() {
    AuditRow row = Audit.row("anna", Services.HERE, Audit.APPLY, "键", Audit.OK, "");
    assertThat(Audit.json(row)).contains("\"what\":\"\\u952E\"");
  }

  /** W-23. */
  @Test
  void cutsWhatIsTooLong() {
    String huge = "é".repeat(1_000_000);
    audit.record(Audit.row(huge, new From(huge, huge), huge, huge, huge, huge));
    AuditRow kept = audit.page(AuditFilter.ALL, 1).rows().getFirst();
    assertThat(kept.who()).hasSize(80).endsWith("é…");
    assertThat(kept.detail()).hasSize(1000).endsWith("é…");
  }

  /** W-23. */
  @Test
  void sumsUpTheSameWithinAMinute() {
    for (int i = 0; i < 500; i++) {
      fails("nobody", "192.0.2.1");
    }
    fails("nobody", "192.0.2.2");
    assertThat(services.audited()).hasSize(2);
    services.clock.move(Duration.ofMinutes(1));
    audit.sweep();
    assertThat(services.audited())
        .hasSize(3)
        .last()
        .isEqualTo(
            "nobody LOGIN user nobody DENIED"
                + " the same 499 more times in the minute of 2026-12-01T10:00:00Z");
    fails("nobody", "192.0.2.1");
    assertThat(services.audited()).as("another minute").hasSize(4);
  }

  /** W-23: different each time, and still counted to the last one. */
  @Test
  void sumsUpAFloodOfDifferentNames() {
    for (int i = 0; i < 500; i++) {
      fails("user" + i, "192.0.2.1");
    }
    assertThat(services.audited()).hasSize(AuditRepeats.DIFFERENT_A_MINUTE);
    services.clock.move(Duration.ofMinutes(1));
    assertThat(services.audited())
        .hasSize(AuditRepeats.DIFFERENT_A_MINUTE + 1)
        .last()
        .isEqualTo(
            "* LOGIN * DENIED"
                + " 440 more, different from each other, in the minute of 2026-12-01T10:00:00Z");
  }

  /** W-22: what was done is never summed up, and nobody's flood hides another's row. */
  @Test
  void keepsEachThingThatWasDoneHoweverMuchFails() {
    for (int i = 0; i < 100; i++) {
      fails("user" + i, "192.0.2.1");
      audit.record(Audit.row("eve", Services.HERE, Audit.APPLY, "mykind " + i, Audit.DENIED, ""));
    }
    for (int i = 0; i < 70; i++) {
      audit.record(Audit.row("anna", Services.HERE, Audit.APPLY, "mykind a/b", Audit.OK, ""));
    }
    audit.record(Audit.row("anna", Services.HERE, Audit.APPLY, "mykind a/c", Audit.DENIED, ""));
    assertThat(services.audited())
        .filteredOn(row -> row.startsWith("anna "))
        .hasSize(71)
        .contains("anna APPLY mykind a/c DENIED");
  }

  @Test
  void makesRoomOnlyAtTheExpenseOfOldFailedLogins() {
    Audit small = new Audit(services.database, services.clock, 10);
    small.record(Audit.row("anna", Services.HERE, Audit.LOGIN, "user anna", Audit.OK, ""));
    for (int i = 0; i < 25; i++) {
      fails("user" + i, "192.0.2.1");
    }
    small.sweep();
    small.sweep();
    assertThat(services.audited())
        .hasSize(12)
        .startsWith("anna LOGIN user anna OK", "user15 LOGIN user user15 DENIED")
        .endsWith("(console) AUDIT_TRIM audit OK the oldest 15 failed logins made room");
  }

  @Test
  void pagesTheNewestFirstAndFilters() {
    for (int i = 0; i < 120; i++) {
      services.clock.move(Duration.ofSeconds(1));
      String what = "mykind default/x" + i;
      audit.record(Audit.row("anna", Services.HERE, Audit.APPLY, what, Audit.OK, "100% _"));
    }
    fails("boris", "192.0.2.77");
    Paged<AuditRow> first = audit.page(AuditFilter.ALL, 1);
    assertThat(first.pages()).isEqualTo(3);
    assertThat(first.total()).isEqualTo(121);
    assertThat(first.rows()).hasSize(50).first().extracting(AuditRow::who).isEqualTo("boris");
    assertThat(audit.page(AuditFilter.ALL, 9).page()).isEqualTo(3);
    assertThat(found("", Audit.LOGIN, "")).isEqualTo(1);
    assertThat(found("", "", Audit.DENIED)).isEqualTo(1);
    assertThat(found("X11", "", "")).isEqualTo(11);
    assertThat(found("0% _", "", "")).isEqualTo(120);
    assertThat(found("0.2.77", "", "")).isEqualTo(1);
    Instant half = services.clock.instant().minusSeconds(60);
    assertThat(audit.page(new AuditFilter("", "", "", half, null), 1).total()).isEqualTo(62);
    assertThat(audit.page(new AuditFilter("", "", "", null, half), 1).total()).isEqualTo(59);
  }

  @Test
  void exportsAllTheOldestFirst() {
    for (int i = 0; i < 1_001; i++) {
      audit.record(Audit.row("anna", Services.HERE, Audit.APPLY, "n" + i, Audit.OK, ""));
    }
    List<String> whats = new ArrayList<>();
    audit.export(AuditFilter.ALL, row -> whats.add(row.what()));
    assertThat(whats).hasSize(1_001).startsWith("n0", "n1").endsWith("n1000");
  }

  private long found(String search, String action, String result) {
    return audit.page(new AuditFilter(search, action, result, null, null), 1).total();
  }

  private void fails(String name, String address) {
    audit.record(
        Audit.row(name, new From(address, "r"), Audit.LOGIN, "user " + name, Audit.DENIED, ""));
  }
}
