package io.keelson.console.controller.users;

import io.keelson.console.controller.Access;
import io.keelson.console.controller.Area;
import io.keelson.console.controller.Visit;
import io.keelson.console.service.Audit;
import io.keelson.console.service.AuditFilter;
import io.keelson.console.service.AuditRow;
import io.keelson.console.service.Paged;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who did what, for administrators; to be read and exported, never changed. */
public final class AuditArea implements Area {

  private static final List<String> RESULTS =
      List.of(Audit.OK, Audit.DENIED, Audit.REFUSED, Audit.FAILED);

  private final Audit audit;

  public AuditArea(Audit audit) {
    this.audit = audit;
  }

  @Override
  public void routes(RouteSink routes) {
    routes.get("/audit", Access.ADMINISTRATOR, this::list);
    // A POST, since it leaves a trace of its own.
    routes.post("/audit/export", Access.ADMINISTRATOR, this::export);
  }

  private void list(Visit visit) {
    AuditFilter filter =
        filter(
            visit.query("search"),
            visit.query("result"),
            visit.query("since"),
            visit.query("until"));
    Paged<AuditRow> page = audit.page(filter, UsersArea.number(visit.query("page")));
    visit.show(
        "users/audit.jte",
        "audit.title",
        Map.of(
            "page",
            page,
            "filter",
            filter,
            "since",
            day(visit.query("since")),
            "until",
            day(visit.query("until")),
            "results",
            RESULTS,
            "link",
            link(visit)));
  }

  private static String link(Visit visit) {
    StringBuilder link = new StringBuilder("/audit?");
    for (String name : List.of("search", "result", "since", "until")) {
      link.append(name)
          .append('=')
          .append(URLEncoder.encode(visit.query(name), StandardCharsets.UTF_8))
          .append('&');
    }
    return link.toString();
  }

  private void export(Visit visit) throws IOException {
    AuditFilter filter =
        filter(
            visit.form().text("search"),
            visit.form().text("result"),
            visit.form().text("since"),
            visit.form().text("until"));
    audit.record(
        new AuditRow(
            null,
            Instant.EPOCH,
            visit.user().name(),
            visit.from(),
            Audit.AUDIT_EXPORT,
            "audit",
            null,
            null,
            Audit.OK,
            words(filter)));
    visit
        .ctx()
        .contentType("application/x-ndjson; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"keelson-audit.ndjson\"");
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(visit.ctx().outputStream(), StandardCharsets.UTF_8))) {
      audit.export(filter, row -> write(out, row));
    }
  }

  /** Which rows were asked for. */
  private static String words(AuditFilter filter) {
    StringBuilder words = new StringBuilder("rows");
    if (!filter.search().isEmpty()) {
      words.append(" with \"").append(filter.search()).append('"');
    }
    if (!filter.result().isEmpty()) {
      words.append(" of result ").append(filter.result());
    }
    if (filter.since() != null) {
      words.append(" since ").append(filter.since());
    }
    if (filter.until() != null) {
      words.append(" until ").append(filter.until());
    }
    return words.toString();
  }

  private static void write(Writer out, AuditRow row) {
    try {
      out.write(Audit.json(row));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AuditFilter filter(String search, String result, String since, String until) {
    return new AuditFilter(
        search.strip(),
        "",
        RESULTS.contains(result) ? result : "",
        begin(since, 0),
        begin(until, 1));
  }

  /** Days are those of UTC, as the times in an export. */
  private static @Nullable Instant begin(String day, int later) {
    String valid = day(day);
    return valid.isEmpty()
        ? null
        : LocalDate.parse(valid).plusDays(later).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static String day(String text) {
    try {
      return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") ? LocalDate.parse(text).toString() : "";
    } catch (DateTimeParseException notADay) {
      return "";
    }
  }
}
