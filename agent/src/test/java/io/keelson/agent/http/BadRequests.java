package io.keelson.agent.http;

import io.keelson.problem.Problem;
import io.keelson.setting.Parameter;
import java.util.List;
import java.util.stream.Stream;

/** The requests of {@link BadInputIT}: what comes in and what must be answered. */
final class BadRequests {

  static final String SYSCTL = "/v1/sysctl";
  static final String HOSTNAME = "/v1/hostname";
  static final String FILE = "/v1/file";

  record Row(String id, String api, List<Parameter> parameters, int status, String code) {
    @Override
    public String toString() {
      Parameter last = parameters.isEmpty() ? null : parameters.getLast();
      String shown = last == null ? "none" : last.key() + "=" + last.value() + " " + last.mode();
      return id + " " + Problem.printable(shown) + " → " + code;
    }
  }

  private BadRequests() {}

  static Stream<Row> rows() {
    return Stream.of(BadSysctls.rows(), BadHostnames.rows(), BadFiles.rows()).flatMap(s -> s);
  }

  record Given(String id, String api, Parameter bad) {}

  /** The bad parameter after a good one. */
  static Row row(Given given, String code) {
    Parameter good =
        given.api.equals(SYSCTL)
            ? Parameter.of("net.ipv4.ip_forward", "1")
            : Parameter.of("/etc/app/good.conf", "changed");
    boolean same = given.bad.key().equals(good.key());
    return new Row(
        given.id, given.api, same ? List.of(given.bad) : List.of(good, given.bad), 422, code);
  }
}
