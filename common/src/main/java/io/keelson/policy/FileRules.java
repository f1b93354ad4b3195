package io.keelson.policy;

import static io.keelson.problem.ProblemCode.CONTENT_TOO_LARGE;
import static io.keelson.problem.ProblemCode.MODE_FORBIDDEN;
import static io.keelson.problem.ProblemCode.PATH_FORBIDDEN;
import static io.keelson.problem.ProblemCode.PATH_NOT_ALLOWED;

import io.keelson.problem.Problem;
import io.keelson.setting.FilePath;
import io.keelson.setting.FileSetting;
import io.keelson.setting.ManagedFile;
import io.keelson.setting.PathRisk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The files that may be written. The entry of the very path decides, else the one of the longest
 * directory above it.
 */
public record FileRules(List<FileRule> entries) {

  public FileRules {
    entries = List.copyOf(entries);
  }

  /** Where a file may not be written, none may be removed. */
  Optional<Problem> check(String field, FileSetting setting) {
    return checkPath(field + ".key", setting.path())
        .or(
            () ->
                setting instanceof ManagedFile file
                    ? entryFor(file.path()).flatMap(entry -> checkLimits(field, file, entry))
                    : Optional.empty());
  }

  private Optional<Problem> checkLimits(String field, ManagedFile file, int entry) {
    FileRule rule = entries.get(entry);
    String path = file.path().text();
    if ((file.mode().bits() & ~rule.maxMode().bits()) != 0) {
      return Optional.of(
          new Problem(
              MODE_FORBIDDEN,
              field + ".mode",
              path,
              "%s: %s: mode %s is more than %s"
                  .formatted(path, title(entry), file.mode().text(), rule.maxMode().text())));
    }
    return file.content().size() <= rule.maxBytes()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                CONTENT_TOO_LARGE,
                field + ".value",
                path,
                "%s: %s: %d bytes are more than %d"
                    .formatted(path, title(entry), file.content().size(), rule.maxBytes())));
  }

  /** The refusal of a path whatever the file, if there is one. */
  Optional<Problem> checkPath(String field, FilePath path) {
    Optional<Integer> entry = entryFor(path);
    Optional<PathRisk> risk = PathRisk.of(path);
    if (risk.isPresent()
        && entry.map(entries::get).filter(rule -> accepts(rule, risk.get())).isEmpty()) {
      return Optional.of(
          new Problem(
              PATH_FORBIDDEN, field, path.text(), path.text() + " is refused: " + why(risk.get())));
    }
    return entry.isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                PATH_NOT_ALLOWED,
                field,
                path.text(),
                path.text() + " is not among the files that the policy allows: " + listed()));
  }

  private static boolean accepts(FileRule rule, PathRisk risk) {
    return risk.tier() == PathRisk.Tier.ROOT_EQUIVALENT && rule.exact() && rule.rootEquivalent();
  }

  private static String why(PathRisk risk) {
    return risk.tier() == PathRisk.Tier.NEVER
        ? "it " + risk.why()
        : "it "
            + risk.why()
            + ", so who writes it is root; only an entry of the policy with this path and rootEquivalent: accepted allows it";
  }

  Optional<FilePath> rootOf(FilePath path) {
    return entryFor(path)
        .map(entries::get)
        .map(rule -> rule.exact() ? parent(rule.place()) : rule.place());
  }

  boolean createsParents(FilePath path) {
    return entryFor(path).map(entries::get).filter(FileRule::createParents).isPresent();
  }

  private static FilePath parent(FilePath path) {
    return new FilePath(path.text().substring(0, path.text().lastIndexOf('/')));
  }

  private Optional<Integer> entryFor(FilePath path) {
    return IntStream.range(0, entries.size())
        .boxed()
        .filter(i -> entries.get(i).covers(path))
        .max(Comparator.comparing(i -> entries.get(i).place().text().length()));
  }

  private String title(int entry) {
    return "files[" + entry + "] (" + entries.get(entry).title() + ")";
  }

  private String listed() {
    return entries.isEmpty()
        ? "it allows none"
        : entries.stream().map(FileRule::title).collect(Collectors.joining(", "));
  }

  List<String> summary() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      lines.add(title(i) + entries.get(i).limits());
    }
    return lines.isEmpty() ? List.of("files: none") : lines;
  }
}
