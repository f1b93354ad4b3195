package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Who did what; nothing in it is changed or removed. For any thread. */
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

  public static final String OK = "OK";
  public static final String DENIED = "DENIED";
  public static final String REFUSED = "REFUSED";
  public static final String FAILED = "FAILED";

  public Audit(Database database, InstantSource clock) {}

  /** Keeps it; its time is the clock's. */
  public void record(AuditRow row) {
    throw new UnsupportedOperationException();
  }

  /** The newest first, 50 a page. */
  public Paged<AuditRow> page(AuditFilter filter, int page) {
    throw new UnsupportedOperationException();
  }

  /** Every row, the oldest first, without holding them all. */
  public void export(AuditFilter filter, Consumer<AuditRow> each) {
    throw new UnsupportedOperationException();
  }

  /** A row as one line of JSON without the line's end. */
  public static String json(AuditRow row) {
    throw new UnsupportedOperationException();
  }
}
