package io.keelson.setting;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_INVALID;

import io.keelson.problem.Problem;
import io.keelson.setting.rules.LocalPorts;
import io.keelson.setting.rules.LocalPorts.Held;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a call leaves ports of services to connections that leave the node.
 *
 * @param accepted ranges that the policy takes as they stand
 */
public record LocalPortCheck(LocalPorts ports, Predicate<Sysctl> accepted) {

  private record Asked(int parameter, Sysctl sysctl) {

    String value() {
      return sysctl.value().text();
    }

    Problem problem(String why) {
      return new Problem(
          SYSCTL_VALUE_INVALID,
          "parameters[" + parameter + "].value",
          sysctl.key(),
          "%s: \"%s\" %s".formatted(sysctl.key(), value(), why));
    }
  }

  /** Whether a call asks for what this is about. */
  public static boolean concerns(List<? extends Setting> settings) {
    return settings.stream()
        .map(Setting::key)
        .anyMatch(key -> key.equals(LocalPorts.RANGE) || key.equals(LocalPorts.RESERVED));
  }

  /** What is wrong as far as the call itself says both what is taken and what is reserved. */
  public Optional<Problem> checkAlone(List<? extends Setting> settings) {
    return asked(settings, LocalPorts.RANGE)
        .flatMap(
            range ->
                asked(settings, LocalPorts.RESERVED)
                    .flatMap(reserved -> wrong(range, new Held(range.value(), reserved.value()))));
  }

  /**
   * What is wrong on a node.
   *
   * @param now what it holds
   * @param left what it holds without the call, which may also give one of the keys back
   */
  public Optional<Problem> check(List<? extends Setting> settings, Held now, Held left) {
    Optional<Asked> range = asked(settings, LocalPorts.RANGE);
    Optional<Asked> reserved = asked(settings, LocalPorts.RESERVED);
    Held then =
        new Held(
            range.map(Asked::value).orElse(left.range()),
            reserved.map(Asked::value).orElse(left.reserved()));
    return range.isPresent()
        ? wrong(range.get(), then)
        : reserved.flatMap(asked -> ports.opened(now, then).map(asked::problem));
  }

  private Optional<Problem> wrong(Asked range, Held then) {
    return accepted.test(range.sysctl()) ? Optional.empty() : ports.wrong(then).map(range::problem);
  }

  private static Optional<Asked> asked(List<? extends Setting> settings, String key) {
    for (int i = 0; i < settings.size(); i++) {
      if (settings.get(i) instanceof Sysctl sysctl && sysctl.key().equals(key)) {
        return Optional.of(new Asked(i, sysctl));
      }
    }
    return Optional.empty();
  }
}
