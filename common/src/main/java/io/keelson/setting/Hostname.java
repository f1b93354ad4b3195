package io.keelson.setting;

import static io.keelson.problem.ProblemCode.HOSTNAME_INVALID;

import io.keelson.problem.Problem;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name a node shall have: one label of RFC 1123 in lower case, 1 to 63 characters, not all
 * digits.
 *
 * <p>The kernel cuts at 64 and says success, takes the empty name, and systemd expands {@code ?};
 * so nothing outside the label's grammar is ever handed to it.
 */
public record Hostname(String name) implements Setting {

  /** The only key a hostname parameter has. */
  public static final String KEY = "hostname";

  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Set<String> TAKEN = Set.of("localhost", "kubernetes");

  public Hostname {
    if (check("", name).isPresent()) {
      throw new IllegalArgumentException("not a hostname: " + Problem.printable(name));
    }
  }

  @Override
  public String key() {
    return KEY;
  }

  /** What is wrong with a name, if anything. */
  public static Optional<Problem> check(String field, String name) {
    if (!LABEL.matcher(name).matches()) {
      return refused(
          field,
          name,
          "is not a host name: use 1 to 63 of a-z, 0-9 and -, with a letter or digit at both ends");
    }
    if (DIGITS.matcher(name).matches()) {
      return refused(
          field, name, "has only digits and would be read as an address: use at least one letter");
    }
    if (TAKEN.contains(name)) {
      return refused(
          field, name, "already means something else to resolvers: use the node's own name");
    }
    if (name.startsWith("xn--")) {
      return refused(
          field,
          name,
          "is punycode, whose look cannot be told from another name: use plain letters");
    }
    return Optional.empty();
  }

  private static Optional<Problem> refused(String field, String name, String why) {
    return Optional.of(
        new Problem(
            HOSTNAME_INVALID, field, KEY, "hostname: \"" + Problem.printable(name) + "\" " + why));
  }
}
