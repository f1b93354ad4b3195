package io.keelson.console.controller.look;

import io.keelson.console.service.Grant;
import io.keelson.console.service.User;
import java.util.List;
import java.util.Optional;

/** The namespaces that a user's lists are read from; an absent one: all at once. */
final class Scopes {

  private Scopes() {}

  /** What Kubernetes then lets the user see of them is its own matter. */
  static List<Optional<String>> of(User user) {
    if (user.grants().stream().anyMatch(Grant::everywhere)) {
      return List.of(Optional.empty());
    }
    return user.grants().stream()
        .map(Grant::namespace)
        .distinct()
        .sorted()
        .map(Optional::of)
        .toList();
  }

  /** Those to read for a list of one namespace. */
  static List<Optional<String>> of(User user, String namespace) {
    List<Optional<String>> all = of(user);
    boolean isOne = !namespace.isEmpty() && all.contains(Optional.of(namespace));
    return isOne ? List.of(Optional.of(namespace)) : all;
  }

  /** Where to listen for one MyKind. */
  static Optional<String> around(User user, String namespace) {
    boolean everywhere = user.grants().stream().anyMatch(Grant::everywhere);
    return everywhere ? Optional.empty() : Optional.of(namespace);
  }
}
