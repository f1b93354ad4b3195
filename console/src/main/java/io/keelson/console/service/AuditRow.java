package io.keelson.console.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did or tried.
 *
 * @param id absent before it is kept
 * @param who name of the user, or what was typed as one
 * @param action one of the constants of {@link Audit}
 * @param what it was done to, such as {@code mykind default/forwarding}
 * @param before SHA-256 of what was before, where there was
 * @param after SHA-256 of what is now, where there is
 * @param result OK, DENIED, REFUSED or FAILED
 * @param detail in words
 */
public record AuditRow(
    @Nullable Long id,
    Instant at,
    String who,
    From from,
    String action,
    String what,
    @Nullable String before,
    @Nullable String after,
    String result,
    String detail) {}
