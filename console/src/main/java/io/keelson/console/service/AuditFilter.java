package io.keelson.console.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are wanted; empty texts and absent times do not narrow.
 *
 * @param search in who, what, address, request id and detail
 */
public record AuditFilter(
    String search, String action, String result, @Nullable Instant since, @Nullable Instant until) {

  public static final AuditFilter ALL = new AuditFilter("", "", "", null, null);
}
