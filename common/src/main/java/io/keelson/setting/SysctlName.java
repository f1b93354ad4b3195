package io.keelson.setting;

import static io.keelson.problem.ProblemCode.SYSCTL_NAME_INVALID;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sysctl's name in its one spelling: components joined by dots, each {@code
 * [a-z0-9]([-_a-z0-9]*[a-z0-9])?}, at most 253 characters. This is the rule of Kubernetes' own pod
 * sysctls without the slash form, so that one key has one name.
 */
public record SysctlName(String text) {

  private static final int LONGEST = 253;
  private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]([-_a-z0-9]*[a-z0-9])?");

  public SysctlName {
    if (check("", text).isPresent()) {
      throw new IllegalArgumentException("not a sysctl name: " + Problem.printable(text));
    }
  }

  /** The names of the directories and the file below /proc/sys, in order. */
  public List<String> components() {
    return List.of(text.split("\\.", -1));
  }

  /** What is wrong with a name, if anything. */
  public static Optional<Problem> check(String field, String text) {
    if (text.length() > LONGEST) {
      return refused(field, text, "is " + text.length() + " characters long: at most " + LONGEST);
    }
    String[] components = text.split("\\.", -1);
    for (String component : components) {
      if (!COMPONENT.matcher(component).matches()) {
        return refused(
            field,
            text,
            "is not a sysctl name: write it with dots and a-z, 0-9, _ and -, such as net.ipv4.ip_forward");
      }
    }
    if (components.length < 2) {
      return refused(
          field, text, "has no dot: a sysctl name has at least two parts, such as vm.swappiness");
    }
    return Optional.empty();
  }

  private static Optional<Problem> refused(String field, String text, String why) {
    return Optional.of(
        new Problem(
            SYSCTL_NAME_INVALID, field, text, "\"" + Problem.printable(text) + "\" " + why));
  }
}
