package io.keelson.agent.policy;

import static io.keelson.problem.ProblemCode.PATH_NOT_ALLOWED;
import static io.keelson.problem.ProblemCode.SYSCTL_NOT_ALLOWED;

import io.keelson.problem.Problem;
import io.keelson.setting.FilePath;
import io.keelson.setting.Hostname;
import io.keelson.setting.KeyPattern;
import io.keelson.setting.ManagedFile;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this node allows, whoever asks: part of how the agent was started, never of a request. An
 * empty list allows nothing.
 */
public record Policy(List<KeyPattern> sysctls, List<FilePath> fileRoots) {

  public Policy {
    sysctls = List.copyOf(sysctls);
    fileRoots = List.copyOf(fileRoots);
  }

  /** Every refusal of a request; the settings are in the order of its parameters. */
  public List<Problem> check(List<Setting> settings) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      check("parameters[" + i + "].key", settings.get(i)).ifPresent(problems::add);
    }
    return problems;
  }

  private Optional<Problem> check(String field, Setting setting) {
    return switch (setting) {
      case Sysctl sysctl -> check(field, sysctl.name());
      case ManagedFile file -> check(field, file.path());
      case Hostname hostname -> Optional.empty();
    };
  }

  /** The refusal of a sysctl, if it is refused. */
  public Optional<Problem> check(String field, SysctlName name) {
    if (sysctls.stream().anyMatch(pattern -> pattern.matches(name))) {
      return Optional.empty();
    }
    List<String> allowed = sysctls.stream().map(KeyPattern::text).toList();
    return Optional.of(
        new Problem(
            SYSCTL_NOT_ALLOWED,
            field,
            name.text(),
            name.text() + " is not among the sysctls that this node allows: " + listed(allowed)));
  }

  /** The refusal of a file, if it is refused. */
  public Optional<Problem> check(String field, FilePath path) {
    if (rootOf(path).isPresent()) {
      return Optional.empty();
    }
    List<String> allowed = fileRoots.stream().map(FilePath::text).toList();
    return Optional.of(
        new Problem(
            PATH_NOT_ALLOWED,
            field,
            path.text(),
            path.text() + " is not below a directory that this node allows: " + listed(allowed)));
  }

  /** The allowed directory that a file is below: the longest, when there are several. */
  public Optional<FilePath> rootOf(FilePath path) {
    return fileRoots.stream()
        .filter(path::isBelow)
        .reduce((one, other) -> one.text().length() >= other.text().length() ? one : other);
  }

  private static String listed(List<String> allowed) {
    return allowed.isEmpty() ? "it allows none" : "allowed are " + String.join(", ", allowed);
  }
}
