package io.keelson.agent.plan;

import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds files that the next boot reads after Keelson's own (sysctl.d(5)) and that set one of its
 * keys to something else.
 */
public final class LaterFiles {

  /**
   * A file that is read after ours.
   *
   * @param path for people
   */
  public record Later(String path, String text) {}

  private LaterFiles() {}

  /** One warning for each key and file that wins over it; files in the order they are read. */
  public static List<String> warnings(List<Sysctl> wanted, List<Later> files) {
    List<String> warnings = new ArrayList<>();
    for (Later file : files) {
      for (String line : file.text().split("\n", -1)) {
        wanted.stream()
            .filter(sysctl -> overrides(line, sysctl))
            .forEach(sysctl -> warnings.add(warning(file, sysctl, line)));
      }
    }
    return warnings;
  }

  private static String warning(Later file, Sysctl sysctl, String line) {
    return "%s: %s is read later at boot and sets it to %s: after a boot that value holds"
        .formatted(sysctl.key(), file.path(), Problem.printable(value(line)));
  }

  private static boolean overrides(String line, Sysctl sysctl) {
    int equals = line.indexOf('=');
    if (equals < 0 || line.startsWith("#") || line.startsWith(";")) {
      return false;
    }
    return matches(name(line.substring(0, equals)), sysctl.key())
        && !SysctlText.same(value(line), sysctl.value().text());
  }

  /** A leading minus only says that failing is fine; a slash may stand for the dot. */
  private static String name(String text) {
    String name = text.strip();
    return (name.startsWith("-") ? name.substring(1).strip() : name).replace('/', '.');
  }

  private static String value(String line) {
    return SysctlText.canonical(line.substring(line.indexOf('=') + 1));
  }

  /** Names may hold {@code *}, which stands for one part. */
  private static boolean matches(String pattern, String key) {
    String[] wanted = pattern.split("\\.", -1);
    String[] given = key.split("\\.", -1);
    if (wanted.length != given.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!wanted[i].equals("*") && !wanted[i].equals(given[i])) {
        return false;
      }
    }
    return true;
  }
}
