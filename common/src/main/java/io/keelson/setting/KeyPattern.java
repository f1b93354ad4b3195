package io.keelson.setting;

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

  public boolean matches(SysctlName name) {
    List<String> wanted = List.of(text.split("\\.", -1));
    List<String> given = name.components();
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
}
