package io.keelson.console.service;

import io.keelson.console.model.AuditEntry;
import io.keelson.console.model.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Who did what, or tried to. For any thread.
 *
 * <p>Rows are added and never changed. A flood of what did not succeed is summed up by the minute,
 * see {@link AuditRepeats}. The oldest failed logins make room when there are 200,000 of them, and
 * a row says so; nothing else is ever removed.
 */
public final class Audit {

  public static final String LOGIN = "LOGIN";
  public static final String LOGOUT = "LOGOUT";
  public static final String PASSWORD = "PASSWORD";
  public static final String USER_CREATE = "USER_CREATE";
  public static final String USER_UPDATE = "USER_UPDATE";
  public static final String USER_DELETE = "USER_DELETE";
  public static final String USER_RESET = "USER_RESET";
  public static final String APPLY = "APPLY";
  public static final String DELETE = "DELETE";
  public static final String PAUSE = "PAUSE";
  public static final String PREVIEW = "PREVIEW";
  public static final String AUDIT_EXPORT = "AUDIT_EXPORT";
  public static final String AUDIT_TRIM = "AUDIT_TRIM";

  public static final String OK = "OK";
  public static final String DENIED = "DENIED";
  public static final String REFUSED = "REFUSED";
  public static final String FAILED = "FAILED";

  /** In place of a user's name: the console itself. */
  static final String CONSOLE = "(console)";

  static final int PAGE = 50;
  private static final int CHUNK = 500;
  private static final int MOST_FAILED_LOGINS = 200_000;

  private static final String WHERE =
      """
       where (:action = '' or a.action = :action)
         and (:result = '' or a.result = :result)
         and a.happened >= :since and a.happened < :until
         and (:search = '' or locate(:search, lower(a.who)) > 0
           or locate(:search, lower(a.subject)) > 0 or locate(:search, a.address) > 0
           or locate(:search, lower(a.requestId)) > 0
           or locate(:search, lower(a.detail)) > 0)
      """;

  /** What both databases know as times. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final Database database;
  private final InstantSource clock;
  private final int mostFailedLogins;

  public Audit(Database database, InstantSource clock) {
    this(database, clock, MOST_FAILED_LOGINS);
  }

  Audit(Database database, InstantSource clock, int mostFailedLogins) {
    this.database = database;
    this.clock = clock;
    this.mostFailedLogins = mostFailedLogins;
  }

  /** Keeps it; its time is the clock's, whatever the row says. */
  public void record(AuditRow row) {
    database.write(
        em -> {
          record(em, row);
          return row;
        });
  }

  /** Keeps it together with what it tells of, or neither. */
  void record(EntityManager em, AuditRow row) {
    Instant now = now();
    AuditEntry.Words words = AuditText.words(row);
    if (AuditRepeats.standsAlone(em, now, words)) {
      em.persist(new AuditEntry(now, words));
    }
  }

  /** A row without sums; the time comes when it is kept. */
  static AuditRow row(
      String who, From from, String action, String what, String result, String detail) {
    return new AuditRow(null, Instant.EPOCH, who, from, action, what, null, null, result, detail);
  }

  /** The newest first, 50 a page; a page past the last is the last. */
  public Paged<AuditRow> page(AuditFilter filter, int page) {
    closeMinutes();
    return database.read(
        em -> {
          long total =
              bind(em.createQuery("select count(a) from AuditEntry a" + WHERE, Long.class), filter)
                  .getSingleResult();
          int pages = Paged.pages(total, PAGE);
          int shown = Math.clamp(page, 1, pages);
          List<AuditRow> rows =
              bind(
                      em.createQuery(
                          "select a from AuditEntry a" + WHERE + " order by a.id desc",
                          AuditEntry.class),
                      filter)
                  .setFirstResult((shown - 1) * PAGE)
                  .setMaxResults(PAGE)
                  .getResultStream()
                  .map(AuditText::row)
                  .toList();
          return new Paged<>(rows, shown, pages, total);
        });
  }

  /** Every row, the oldest first, without holding them all. */
  public void export(AuditFilter filter, Consumer<AuditRow> each) {
    closeMinutes();
    long last = Long.MIN_VALUE;
    while (true) {
      List<AuditRow> rows = after(filter, last);
      rows.forEach(each);
      if (rows.size() < CHUNK) {
        return;
      }
      Long id = rows.getLast().id();
      if (id == null) {
        throw new IllegalStateException("a row of the database has no id");
      }
      last = id;
    }
  }

  private List<AuditRow> after(AuditFilter filter, long last) {
    return database.read(
        em ->
            bind(
                    em.createQuery(
                        "select a from AuditEntry a" + WHERE + " and a.id > :last order by a.id",
                        AuditEntry.class),
                    filter)
                .setParameter("last", last)
                .setMaxResults(CHUNK)
                .getResultStream()
                .map(AuditText::row)
                .toList());
  }

  /** A row as one line of JSON in ASCII, without the line's end. */
  public static String json(AuditRow row) {
    return AuditText.json(row);
  }

  /** Sums up minutes that are over and makes room; to be called every minute or so. */
  public void sweep() {
    closeMinutes();
    database.write(this::trim);
  }

  private void closeMinutes() {
    database.write(
        em -> {
          AuditRepeats.close(em, now());
          return em;
        });
  }

  private int trim(EntityManager em) {
    List<Long> first =
        em.createQuery(
                "select a.id from AuditEntry a where a.action = :action and a.result <> :ok"
                    + " order by a.id desc",
                Long.class)
            .setParameter("action", LOGIN)
            .setParameter("ok", OK)
            .setFirstResult(mostFailedLogins)
            .setMaxResults(1)
            .getResultList();
    if (first.isEmpty()) {
      return 0;
    }
    int removed =
        em.createQuery(
                "delete from AuditEntry a where a.action = :action and a.result <> :ok"
                    + " and a.id <= :first")
            .setParameter("action", LOGIN)
            .setParameter("ok", OK)
            .setParameter("first", first.getFirst())
            .executeUpdate();
    String detail = "the oldest " + removed + " failed logins made room";
    record(em, row(CONSOLE, new From("", ""), AUDIT_TRIM, "audit", OK, detail));
    return removed;
  }

  private static <T> TypedQuery<T> bind(TypedQuery<T> query, AuditFilter filter) {
    return query
        .setParameter("action", filter.action())
        .setParameter("result", filter.result())
        .setParameter("since", filter.since() == null ? EARLIEST : filter.since())
        .setParameter("until", filter.until() == null ? LATEST : filter.until())
        .setParameter("search", filter.search().strip().toLowerCase(Locale.ROOT));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
