package io.keelson.agent.plan.boot;

import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.plan.boot.IniFile.Entry;
import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * TuneD's part in sysctls (tuned-main.conf(5), tuned.conf(5)). Its profile is applied when it
 * starts, which is after sysctl.d. But as it comes ({@code reapply_sysctl = 1}) it then applies
 * /etc/sysctl.d and /etc/sysctl.conf once more, so that those win; only where that is switched off
 * does the profile.
 *
 * @param active names of the active profile, as /etc/tuned/active_profile has them; empty when
 *     there is none
 * @param main tuned-main.conf; empty text when there is none
 * @param files of the profile, those that it includes before it
 */
public record Tuned(String active, ConfigFile main, List<ConfigFile> files) {

  private static final String REAPPLY = "reapply_sysctl";
  private static final Pattern LIMIT = Pattern.compile("([<>])\\s*([0-9]{1,20})");

  /** A line of the profile. */
  private record Line(ConfigFile file, Entry entry) {}

  public Tuned {
    files = List.copyOf(files);
  }

  /** Names of the profiles that a profile's file includes. */
  public static List<String> includes(ConfigFile file) {
    return IniFile.of(file).value("main", "include").stream()
        .flatMap(names -> Stream.of(names.split("[,;\\s]+")))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Whether it reads /etc/sysctl.conf, and after all others. */
  boolean readsSysctlConf() {
    return !active.isEmpty() && reapplies();
  }

  private boolean reapplies() {
    return IniFile.of(main).isOn("", REAPPLY);
  }

  /** Whether the profile has the last word on a key. */
  boolean decides(Sysctl wanted) {
    return line(wanted).isPresent();
  }

  /** Why the profile wins over a value wanted; empty when it does not. */
  Optional<String> winner(Sysctl wanted) {
    return line(wanted)
        .flatMap(line -> effect(line.entry.value(), wanted).map(does -> text(line, does)));
  }

  private Optional<Line> line(Sysctl wanted) {
    if (active.isEmpty() || reapplies()) {
      return Optional.empty();
    }
    return lines().stream()
        .filter(line -> line.entry.key().equals(wanted.key()))
        .reduce((earlier, later) -> later);
  }

  private String text(Line line, String does) {
    return "TuneD's profile %s (%s) %s when it starts, and %s is off in tuned-main.conf"
        .formatted(Problem.printable(active), line.file.line(line.entry.line()), does, REAPPLY);
  }

  /** The sysctl lines of all its files, as they are merged: what stands later replaces. */
  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (ConfigFile file : files) {
      IniFile ini = IniFile.of(file);
      for (Entry entry : ini.entries()) {
        String section = entry.section();
        if (ini.value(section, "type").orElse(section).equals("sysctl")) {
          lines.add(new Line(file, entry));
        }
      }
    }
    return lines;
  }

  /**
   * What a value does: {@code >4096} is set only where it is more than what is there, {@code <4096}
   * where it is less, and variables are TuneD's alone to know.
   */
  private static Optional<String> effect(String value, Sysctl wanted) {
    String plain = value.replaceFirst("^\"(.*)\"$", "$1");
    String mine = wanted.value().text();
    Matcher limit = LIMIT.matcher(plain);
    if (plain.contains("${")) {
      return Optional.of("may set it to something else, by a variable,");
    }
    if (limit.matches() && mine.matches("[0-9]{1,20}")) {
      int order = new BigInteger(mine).compareTo(new BigInteger(limit.group(2)));
      boolean holds = limit.group(1).equals(">") ? order >= 0 : order <= 0;
      return holds
          ? Optional.empty()
          : Optional.of("sets it to " + LaterFiles.shown(limit.group(2)));
    }
    return SysctlText.same(plain, mine)
        ? Optional.empty()
        : Optional.of("sets it to " + LaterFiles.shown(plain));
  }
}
