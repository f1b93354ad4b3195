package io.keelson.controller.kube;

import io.keelson.controller.depart.Noted;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.Retreat;
import io.keelson.wire.Owner;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of the ConfigMap: {@code <uid>: Keep 2026-01-01T00:00:00Z default/swap} for each MyKind
 * that has ended, {@code accepted} by a person, {@code uninstall} by the uninstallation, and {@code
 * acknowledged} by the controller.
 */
record DepartureNotes(Map<String, String> data) {

  static final String ACCEPTED = "accepted";
  static final String UNINSTALL = "uninstall";
  static final String ACKNOWLEDGED = "acknowledged";

  /** A ConfigMap holds 1 MiB, and a note is at most 400 bytes. */
  private static final int MOST = 1000;

  /** How many go at a time, so that not each note is one too many. */
  private static final int SURPLUS = 100;

  /** An uninstallation that was broken off must not stop work for ever. */
  private static final Duration OUTLASTS = Duration.ofMinutes(10);

  private static final Pattern UID = Pattern.compile("[0-9a-f-]{36}");
  private static final Pattern NOTE = Pattern.compile("(?<policy>Keep|Revert) (?<when>\\S+) .*");
  private static final Pattern MARK = Pattern.compile("(?<nodes>keep|revert) until (?<until>\\S+)");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,6}");

  DepartureNotes {
    data = Map.copyOf(data);
  }

  /** A mark that begins an uninstallation. */
  static String beginning(boolean revert, Instant until) {
    return (revert ? "revert" : "keep") + " until " + until;
  }

  Noted noted(Instant now) {
    Map<String, Boolean> kept = new HashMap<>();
    data.forEach(
        (key, value) -> {
          Matcher note = NOTE.matcher(value);
          if (UID.matcher(key).matches() && note.matches()) {
            kept.put(key, note.group("policy").equals("Keep"));
          }
        });
    String accepted = data.getOrDefault(ACCEPTED, "0").strip();
    return new Noted(
        kept, COUNT.matcher(accepted).matches() ? Integer.parseInt(accepted) : 0, retreat(now));
  }

  private @Nullable Retreat retreat(Instant now) {
    Matcher mark = MARK.matcher(data.getOrDefault(UNINSTALL, "").strip());
    if (!mark.matches()) {
      return null;
    }
    try {
      Instant until = Instant.parse(mark.group("until"));
      return now.isBefore(until.plus(OUTLASTS))
          ? new Retreat(mark.group("nodes").equals("revert"), until)
          : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** What is to be written; the oldest go when there are too many. */
  Map<String, @Nullable String> adding(Owner owner, Departure departure) {
    Map<String, @Nullable String> change = new HashMap<>();
    List<String> uids = data.keySet().stream().filter(key -> UID.matcher(key).matches()).toList();
    if (uids.size() >= MOST) {
      uids.stream()
          .sorted(Comparator.comparing(this::when))
          .limit(SURPLUS)
          .forEach(uid -> change.put(uid, null));
    }
    change.put(
        owner.uid(),
        "%s %s %s/%s"
            .formatted(
                departure.keep() ? "Keep" : "Revert",
                departure.asked(),
                owner.namespace(),
                owner.name()));
    return change;
  }

  private String when(String uid) {
    Matcher note = NOTE.matcher(data.getOrDefault(uid, ""));
    return note.matches() ? note.group("when") : "";
  }

  Map<String, @Nullable String> acknowledging() {
    return Map.of(ACKNOWLEDGED, data.getOrDefault(UNINSTALL, ""));
  }

  /** True when the one that leads has said that it heeds this mark. */
  boolean isAcknowledged(String mark) {
    return mark.equals(data.get(ACKNOWLEDGED));
  }
}
