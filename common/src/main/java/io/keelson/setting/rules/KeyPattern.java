package io.keelson.setting.rules;

import java.util.List;

/**
 * A pattern over sysctl names: dotted components, where {@code *} stands for exactly one component,
 * and at the end for one or more: {@code net.ipv4.conf.*.rp_filter}, {@code vm.*}.
 */
public record KeyPattern(String text) {

  public KeyPattern {
    for (String component : text.split("\\.", -1)) {
      if (!component.equals("*") && !component.matches("[a-z0-9]([-_a-z0-9]*[a-z0-9])?")) {
        throw new IllegalArgumentException(
            "\""
                + text
                + "\" is not a pattern of sysctl names: write it like net.ipv4.* or vm.swappiness");
      }
    }
    if (text.startsWith("*")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" would match everything: begin with a name, such as net.*");
    }
  }

  /**
   * @param name a sysctl's name in its one spelling, with dots
   */
  public boolean matches(String name) {
    return isExact()
        ? name.equals(text)
        : name.startsWith(text.substring(0, text.indexOf('*'))) && componentsMatch(name);
  }

  private boolean componentsMatch(String name) {
    List<String> wanted = List.of(text.split("\\.", -1));
    List<String> given = List.of(name.split("\\.", -1));
    boolean openEnd = wanted.getLast().equals("*");
    if (openEnd ? given.size() < wanted.size() : given.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).equals("*") && !wanted.get(i).equals(given.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is a name itself, without {@code *}. */
  public boolean isExact() {
    return !text.contains("*");
  }
}
