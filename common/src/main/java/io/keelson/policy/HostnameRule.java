package io.keelson.policy;

import static io.keelson.problem.ProblemCode.HOSTNAME_NOT_ALLOWED;

import io.keelson.problem.Problem;
import io.keelson.setting.Hostname;
import java.util.Optional;

/** Whether nodes may be given names. */
public record HostnameRule(boolean allowed) {

  static final HostnameRule REFUSED = new HostnameRule(false);

  Optional<Problem> check(String field) {
    return allowed
        ? Optional.empty()
        : Optional.of(
            new Problem(
                HOSTNAME_NOT_ALLOWED,
                field + ".key",
                Hostname.KEY,
                "the policy allows no host names (hostname.allowed is not true)"));
  }

  String summary() {
    return allowed ? "hostname: allowed" : "hostname: refused";
  }
}
