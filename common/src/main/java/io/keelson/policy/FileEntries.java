package io.keelson.policy;

import io.keelson.policy.Located.Text;
import io.keelson.setting.Content;
import io.keelson.setting.FileMode;
import io.keelson.setting.FilePath;
import io.keelson.setting.PathRisk;
import io.keelson.setting.PathRisk.Tier;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the entries of {@code files}. */
final class FileEntries {

  private final Map<String, Integer> lines = new HashMap<>();

  Optional<FileRule> read(Entry entry) {
    boolean exact = entry.has("path");
    String field = exact ? "path" : "root";
    if (entry.has("root") == exact) {
      entry.mistake(
          entry.title() + ": give either \"root\", a directory, or \"path\", a single file");
    }
    Optional<FilePath> place = entry.text(field).flatMap(text -> path(entry, field, text));
    boolean accepted = entry.accepted("rootEquivalent");
    int bytes = bytes(entry);
    FileMode mode = mode(entry);
    boolean parents = entry.truth("createParents");
    if (place.isEmpty()) {
      return Optional.empty();
    }
    check(entry, field, place.get(), accepted);
    return Optional.of(
        new FileRule(place.get(), field.equals("path"), bytes, mode, parents, accepted));
  }

  static Optional<FilePath> path(Entry entry, String field, Text text) {
    return FilePath.check("", text.text())
        .map(
            problem -> {
              entry.mistake(text.at(), field + ": " + problem.message());
              return Optional.<FilePath>empty();
            })
        .orElseGet(() -> Optional.of(new FilePath(text.text())));
  }

  private void check(Entry entry, String field, FilePath place, boolean accepted) {
    boolean exact = field.equals("path");
    String text = place.text();
    Optional<PathRisk> risk = PathRisk.of(place);
    if (exact && place.names().size() < 2) {
      wrong(entry, field, text + ": a file right below / cannot be allowed");
    }
    if (!exact && accepted) {
      entry.mistake(
          entry.spotOf("rootEquivalent"),
          "rootEquivalent: only for a single file: name each of them by \"path\"");
    }
    if (risk.isPresent() && risk.get().tier() == Tier.NEVER) {
      wrong(entry, field, "nothing allows " + text + ": it " + risk.get().why());
    } else if (risk.isPresent() && !exact) {
      wrong(
          entry,
          field,
          text
              + ": it "
              + risk.get().why()
              + ": name each file by \"path\", with \"rootEquivalent\": \"accepted\"");
    } else if (risk.isPresent() && !entry.has("rootEquivalent")) {
      wrong(
          entry,
          field,
          text
              + ": it "
              + risk.get().why()
              + ", so who writes it is root: say \"rootEquivalent\": \"accepted\", or take the entry out");
    }
    Integer earlier = lines.putIfAbsent(field + " " + text, entry.spotOf(field).line());
    if (earlier != null) {
      wrong(
          entry, field, text + " is given twice, first in line " + earlier + ": keep one of them");
    }
  }

  private static void wrong(Entry entry, String field, String message) {
    entry.mistake(entry.spotOf(field), field + ": " + message);
  }

  private static int bytes(Entry entry) {
    Optional<BigInteger> given = entry.whole("maxBytes");
    if (given.isEmpty()) {
      return Content.LARGEST;
    }
    if (given.get().signum() < 0
        || given.get().compareTo(BigInteger.valueOf(Content.LARGEST)) > 0) {
      wrong(entry, "maxBytes", given.get() + " is not from 0 to " + Content.LARGEST);
      return 0;
    }
    return given.get().intValueExact();
  }

  private static FileMode mode(Entry entry) {
    Optional<Text> given = entry.text("maxMode");
    if (given.isEmpty()) {
      return FileRule.USUAL_MODE;
    }
    return FileMode.check("", "maxMode", given.get().text())
        .map(
            problem -> {
              entry.mistake(given.get().at(), problem.message());
              return FileRule.USUAL_MODE;
            })
        .orElseGet(() -> FileMode.parse(given.get().text()));
  }
}
