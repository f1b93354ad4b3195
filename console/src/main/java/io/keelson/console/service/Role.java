package io.keelson.console.service;

import java.util.Locale;
import java.util.Optional;

/** A shipped role; each is a ClusterRole of the chart. */
public enum Role {
  VIEWER,
  OPERATOR,
  ADMIN;

  /** Its name in Kubernetes, such as {@code keelson-viewer}. */
  public String clusterRole() {
    return "keelson-" + word();
  }

  /** As forms send it: viewer, operator, admin. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of a word. */
  public static Optional<Role> of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
