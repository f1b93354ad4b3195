package io.keelson.setting;

import static io.keelson.problem.ProblemCode.FIELD_NOT_APPLICABLE;
import static io.keelson.problem.ProblemCode.HOSTNAME_INVALID;
import static io.keelson.problem.ProblemCode.PARAMETERS_EMPTY;
import static io.keelson.problem.ProblemCode.PARAMETERS_TOO_MANY;
import static io.keelson.problem.ProblemCode.PATH_DUPLICATE;
import static io.keelson.problem.ProblemCode.REQUEST_TOO_LARGE;
import static io.keelson.problem.ProblemCode.SYSCTL_DUPLICATE;
import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_INVALID;

import io.keelson.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The check that every parameter passes twice: in the controller before anything is sent, and in
 * the agent before anything is changed. It needs no host. All parameters are checked, so that a
 * person sees every problem at once; one bad parameter makes the whole call bad.
 */
public final class ParameterCheck {

  /** The most parameters in one call. */
  public static final int MOST_PARAMETERS = 256;

  /** The most bytes of their keys and values in JSON: an agent takes 1 MiB with all around them. */
  public static final int MOST_BYTES = (1 << 20) - (64 << 10);

  private ParameterCheck() {}

  /**
   * Checks what a POST to an Api shall set. Fields in problems begin with {@code parameters[i]}.
   */
  public static Checked ofApply(Api api, List<Parameter> parameters) {
    List<Problem> problems = new ArrayList<>(checkKeys(api, parameters));
    if (parameters.isEmpty()) {
      problems.add(
          Problem.of(
              PARAMETERS_EMPTY, "parameters", "nothing to set: give at least one parameter"));
    }
    List<Setting> settings = new ArrayList<>();
    if (problems.isEmpty()) {
      for (int i = 0; i < parameters.size(); i++) {
        settings.addAll(checkOne(api, "parameters[" + i + "]", parameters.get(i), problems));
      }
    }
    if (problems.isEmpty()) {
      problems.addAll(SysctlCheck.checkTogether(settings));
      problems.addAll(FileCheck.checkTogether(settings));
      checkSize(parameters).ifPresent(problems::add);
    }
    return problems.isEmpty() ? new Checked.Valid(settings) : new Checked.Invalid(problems);
  }

  private static Optional<Problem> checkSize(List<Parameter> parameters) {
    long bytes = 0;
    for (Parameter parameter : parameters) {
      bytes += inJson(parameter.key()) + inJson(parameter.value());
    }
    return bytes <= MOST_BYTES
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                REQUEST_TOO_LARGE,
                "parameters",
                "together "
                    + bytes
                    + " bytes of JSON, and a node takes at most "
                    + MOST_BYTES
                    + " in one call: make more than one MyKind"));
  }

  private static long inJson(@Nullable String text) {
    return text == null
        ? 0
        : text.chars()
            .mapToLong(
                c ->
                    c == '"' || c == '\\' || c == '\n' || c == '\t' || c == '\r'
                        ? 2
                        : c < ' ' ? 6 : c < 0x80 ? 1 : 3)
            .sum();
  }

  /** Checks the keys that a GET from an Api asks for; empty when all are good. */
  public static List<Problem> checkKeys(Api api, List<Parameter> parameters) {
    List<Problem> problems = new ArrayList<>();
    if (parameters.size() > MOST_PARAMETERS) {
      problems.add(
          Problem.of(
              PARAMETERS_TOO_MANY,
              "parameters",
              parameters.size() + " parameters: at most " + MOST_PARAMETERS));
      return problems;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < parameters.size(); i++) {
      String field = "parameters[" + i + "].key";
      String key = parameters.get(i).key();
      checkKey(api, field, key).ifPresent(problems::add);
      if (!seen.add(key)) {
        problems.add(twice(api, field, key));
      }
    }
    return problems;
  }

  private static Optional<Problem> checkKey(Api api, String field, String key) {
    return switch (api) {
      case SYSCTL ->
          SysctlName.check(field, key).or(() -> SysctlCheck.checkRead(field, new SysctlName(key)));
      case FILE -> FilePath.check(field, key).or(() -> PathRisk.check(field, new FilePath(key)));
      case HOSTNAME ->
          key.equals(Hostname.KEY)
              ? Optional.empty()
              : Optional.of(
                  new Problem(
                      HOSTNAME_INVALID,
                      field,
                      key,
                      "the only Key of " + api.path() + " is \"" + Hostname.KEY + "\""));
    };
  }

  private static Problem twice(Api api, String field, String key) {
    String code =
        switch (api) {
          case SYSCTL -> SYSCTL_DUPLICATE;
          case FILE -> PATH_DUPLICATE;
          case HOSTNAME -> HOSTNAME_INVALID;
        };
    return new Problem(
        code, field, key, Problem.printable(key) + " is given twice: keep one of them");
  }

  private static List<Setting> checkOne(
      Api api, String field, Parameter parameter, List<Problem> problems) {
    return switch (api) {
      case SYSCTL -> sysctl(field, parameter, problems);
      case HOSTNAME -> hostname(field, parameter, problems);
      case FILE -> FileCheck.of(field, parameter, problems);
    };
  }

  private static List<Setting> sysctl(String field, Parameter parameter, List<Problem> problems) {
    SysctlName name = new SysctlName(parameter.key());
    String value = parameter.value();
    List<Problem> found = onlyForFiles(field, parameter);
    if (value == null) {
      found.add(
          new Problem(
              SYSCTL_VALUE_INVALID,
              field + ".value",
              name.text(),
              name.text() + " has no Value: give the value it shall have"));
    } else {
      SysctlCheck.check(field, name, value).ifPresent(found::add);
    }
    problems.addAll(found);
    return found.isEmpty() && value != null
        ? List.of(new Sysctl(name, new SysctlValue(value)))
        : List.of();
  }

  private static List<Setting> hostname(String field, Parameter parameter, List<Problem> problems) {
    List<Problem> found = onlyForFiles(field, parameter);
    String name = parameter.value() == null ? "" : parameter.value();
    Hostname.check(field + ".value", name).ifPresent(found::add);
    problems.addAll(found);
    return found.isEmpty() ? List.of(new Hostname(name)) : List.of();
  }

  private static List<Problem> onlyForFiles(String field, Parameter parameter) {
    List<Problem> found = new ArrayList<>();
    if (parameter.mode() != null
        || parameter.owner() != null
        || parameter.group() != null
        || parameter.encoding() != null
        || parameter.ensure() != null) {
      found.add(
          new Problem(
              FIELD_NOT_APPLICABLE,
              field,
              parameter.key(),
              Problem.printable(parameter.key())
                  + ": Mode, Owner, Group, Encoding and Ensure belong to files: leave them out"));
    }
    return found;
  }
}
