package io.keelson.agent.http;

import io.keelson.agent.http.BadRequests.Row;
import io.keelson.setting.Parameter;
import java.util.List;
import java.util.stream.Stream;

/** Host names that no node gets. */
final class BadHostnames {

  private BadHostnames() {}

  static Stream<Row> rows() {
    return Stream.of(
            "H-01 " + "a".repeat(64),
            "H-01 " + "a".repeat(65),
            "H-01 " + "a".repeat(300),
            "H-02 ",
            "H-02 .",
            "H-02 -",
            "H-02 a-",
            "H-02 -a",
            "H-02 a..b",
            "H-02 a.",
            "H-03 a b",
            "H-03 a;reboot",
            "H-03 $(id)",
            "H-03 `id`",
            "H-03 a|b",
            "H-03 \"a\"",
            "H-04 a\nb",
            "H-04 a\0b",
            "H-04 a\r",
            "H-04 \u001b[2J",
            "H-05 ../../etc/cron.d/x",
            "H-05 /",
            "H-06 UPPER",
            "H-06 ümlaut",
            "H-06 xn--a",
            "H-06 under_score",
            "H-07 localhost",
            "H-07 localhost.localdomain",
            "H-07 _gateway",
            "H-07 123",
            "H-07 10.0.0.1",
            "H-07 kubernetes.default",
            "H-08 node-????",
            // What would come if the controller expanded nothing, or checked nothing after it.
            "H-10 ${node.name}",
            "H-12 ${node.label['zone']}",
            "H-12 web-a_b.C",
            "H-12 web-a.b.-c")
        .map(t -> t.split(" ", 2))
        .map(
            t ->
                new Row(
                    t[0],
                    BadRequests.HOSTNAME,
                    List.of(Parameter.of("hostname", t[1])),
                    422,
                    "HOSTNAME_INVALID"));
  }
}
