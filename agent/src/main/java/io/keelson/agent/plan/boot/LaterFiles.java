package io.keelson.agent.plan.boot;

import io.keelson.agent.plan.SysctlText;
import io.keelson.problem.Problem;
import io.keelson.setting.Sysctl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What files that are read after Keelson's own make of its keys (sysctl.d(5)). The last line for a
 * key decides. A pattern decides nothing, wherever it stands: it leaves out the keys that have a
 * line of their own, and ours have one.
 *
 * @param lines in the order in which they are read
 */
record LaterFiles(List<Line> lines) {

  /** A line, and where it is. */
  record Line(ConfigFile file, SysctlLine said) {

    /** For people. */
    String where() {
      return file.line(said.number());
    }

    /** What it does, for people. */
    String text() {
      String value = said.value();
      return where()
          + " is read later at boot and "
          + (value == null
              ? "takes it out, so that nothing sets it"
              : "sets it to " + shown(value));
    }
  }

  LaterFiles {
    lines = List.copyOf(lines);
  }

  /**
   * @param files in the order in which they are read
   */
  static LaterFiles of(List<ConfigFile> files) {
    List<Line> lines = new ArrayList<>();
    files.forEach(file -> SysctlLine.of(file).forEach(said -> lines.add(new Line(file, said))));
    return new LaterFiles(lines);
  }

  /** The line that wins over a value wanted with another one; empty when none does. */
  Optional<Line> winner(Sysctl wanted) {
    return lines.stream()
        .filter(line -> line.said().path().equals(wanted.name().components()))
        .reduce((earlier, later) -> later)
        .filter(last -> !agrees(last.said(), wanted));
  }

  private static boolean agrees(SysctlLine line, Sysctl wanted) {
    String value = line.value();
    return value != null && SysctlText.same(value, wanted.value().text());
  }

  /** A value as a message has it. */
  static String shown(String value) {
    return "\"" + Problem.printable(SysctlText.canonical(value)) + "\"";
  }
}
