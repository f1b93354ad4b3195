package io.keelson.console.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which users and grants there may be. Pure. */
final class UserNames {

  /** The first administrator's, and nobody else's. */
  static final String FIRST = "admin";

  private static final int MOST_GRANTS = 50;

  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,38}[a-z0-9])?");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /** What Kubernetes or we ourselves mean something else by. */
  private static final Set<String> RESERVED = Set.of(FIRST, "default", "system");

  private static final List<String> RESERVED_STARTS = List.of("system:", "kube", "keelson");

  private UserNames() {}

  /** Whether somebody may be called so: an RFC 1123 label of up to 40 that starts with a letter. */
  static boolean possible(String name) {
    return NAME.matcher(name).matches();
  }

  static List<UserFault> faults(String name) {
    List<UserFault> faults = new ArrayList<>();
    if (!possible(name)) {
      faults.add(UserFault.NAME_SHAPE);
    }
    String small = name.toLowerCase(Locale.ROOT);
    if (RESERVED.contains(small) || RESERVED_STARTS.stream().anyMatch(small::startsWith)) {
      faults.add(UserFault.NAME_RESERVED);
    }
    return faults;
  }

  static List<UserFault> faults(List<Grant> grants) {
    List<UserFault> faults = new ArrayList<>();
    Set<String> namespaces = new HashSet<>();
    for (Grant grant : grants) {
      if (!grant.everywhere() && !NAMESPACE.matcher(grant.namespace()).matches()) {
        add(faults, UserFault.NAMESPACE_SHAPE);
      }
      if (!namespaces.add(grant.namespace())) {
        add(faults, UserFault.GRANT_TWICE);
      }
    }
    if (grants.size() > MOST_GRANTS) {
      faults.add(UserFault.TOO_MANY_GRANTS);
    }
    return faults;
  }

  private static void add(List<UserFault> faults, UserFault fault) {
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }
}
