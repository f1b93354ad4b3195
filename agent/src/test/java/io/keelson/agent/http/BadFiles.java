package io.keelson.agent.http;

import static io.keelson.agent.http.BadRequests.FILE;
import static io.keelson.agent.http.BadRequests.row;

import io.keelson.agent.http.BadRequests.Given;
import io.keelson.agent.http.BadRequests.Row;
import io.keelson.setting.Parameter;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Files that no node gets. */
final class BadFiles {

  private BadFiles() {}

  static Stream<Row> rows() {
    Stream<Row> forbidden =
        Stream.of(
                "F-01 /etc/shadow",
                "F-01 /etc/passwd",
                "F-01 /etc/sudoers.d/x",
                "F-02 /root/.ssh/authorized_keys",
                "F-02 /etc/app/.ssh/x",
                "F-02 /etc/ssh/x",
                "F-03 /etc/kubernetes/manifests/x.yaml",
                "F-03 /var/lib/kubelet/config.yaml",
                "F-04 /etc/systemd/system/x.service",
                "F-05 /etc/cron.d/x",
                "F-06 /etc/ld.so.preload",
                "F-07 /etc/sysctl.d/90-keelson.conf",
                "F-07 /etc/sysctl.conf",
                "F-08 /etc/hostname",
                "F-08 /etc/machine-id",
                "F-09 /proc/sys/kernel/core_pattern",
                "F-09 /sys/x",
                "F-09 /dev/sda",
                "F-09 /boot/x",
                "F-09 /run/x.sock",
                "F-10 /var/lib/keelson/x",
                "F-10 /etc/keelson/tls/tls.key",
                "F-10 /etc/app/.keelson-0011223344556677",
                "F-04 /etc/rc.d/rc.local",
                "F-04 /etc/rc3.d/S01x",
                "F-05 /etc/app/.bashrc",
                "F-05 /home/x/.profile",
                "F-05 /etc/zsh/zshenv",
                "F-06 /etc/modprobe.conf",
                "F-03 /etc/rancher/k3s/config.yaml",
                "F-18 /proc/self/root/etc/x",
                "F-18 /proc/1/root/etc/x",
                "F-18 /dev/fd/3",
                "F-31 /etc/SHADOW")
            .map(t -> t.split(" ", 2))
            .map(t -> row(f(t[0], t[1]), "PATH_FORBIDDEN"));
    Stream<Row> invalid =
        Stream.of(
                "F-11 /etc/app/../shadow",
                "F-11 /etc/./shadow",
                "F-11 //etc//shadow",
                "F-11 /etc/app/x/",
                "F-12 ../etc/x",
                "F-12 etc/x",
                "F-12 ",
                "F-12 /",
                "F-13 /etc/app/%2e%2e/shadow",
                "F-13 ..\\..\\",
                "F-13 ~root/x",
                "F-13 $HOME/x",
                "F-13 C:\\x",
                "F-14 /etc/app/a\0b",
                "F-14 /etc/app/a\nb",
                "F-14 /etc/app/a\u0007b",
                "F-14 /etc/app/" + "a".repeat(300),
                "F-14 /etc/app" + "/a".repeat(2500),
                "F-31 /etc/app/ümlaut")
            .map(t -> t.split(" ", 2))
            .map(t -> row(f(t[0], t[1]), "PATH_INVALID"));
    return Stream.of(forbidden, invalid, places(), removals(), contents()).flatMap(s -> s);
  }

  private static Stream<Row> places() {
    return Stream.of(
        row(f("policy", "/etc/outside.conf"), "PATH_NOT_ALLOWED"),
        row(f("policy", "/etc/application.conf"), "PATH_NOT_ALLOWED"),
        row(f("F-15", "/etc/app/link.conf"), "PATH_SYMLINK"),
        row(f("F-15", "/etc/app/relative.conf"), "PATH_SYMLINK"),
        row(f("F-15", "/etc/app/dangling.conf"), "PATH_SYMLINK"),
        row(f("F-16", "/etc/app/dirlink/x.conf"), "PATH_SYMLINK"),
        row(f("F-16", "/etc/app/rellink/outside.conf"), "PATH_SYMLINK"),
        row(f("F-20", "/etc/app/dir"), "PATH_NOT_REGULAR"),
        row(f("F-20", "/etc/app/fifo"), "PATH_NOT_REGULAR"),
        row(f("F-20", "/etc/app/socket"), "PATH_NOT_REGULAR"),
        row(f("F-20", "/etc/app/character"), "PATH_NOT_REGULAR"),
        row(f("F-20", "/etc/app/block"), "PATH_NOT_REGULAR"),
        row(f("F-21", "/etc/app/linked.conf"), "PATH_NOT_REGULAR"),
        row(f("F-25", "/etc/app/open/x.conf"), "PATH_NOT_ALLOWED"),
        row(f("F-25", "/etc/app/open/new.conf"), "PATH_NOT_ALLOWED"),
        row(f("missing parent", "/etc/app/none/x.conf"), "PATH_PARENT_MISSING"),
        row(f("F-30", "/etc/app/linked.conf/x"), "PATH_PARENT_MISSING"),
        row(f("F-30, of the same call", "/etc/app/good.conf/x"), "PATH_INVALID"));
  }

  private static Stream<Row> removals() {
    return Stream.of(
        absent("Absent", "/etc/outside.conf", "PATH_NOT_ALLOWED"),
        absent("Absent, F-01", "/etc/shadow", "PATH_FORBIDDEN"),
        absent("Absent, F-04", "/etc/systemd/system/x.service", "PATH_FORBIDDEN"),
        absent("Absent, F-15", "/etc/app/link.conf", "PATH_SYMLINK"),
        absent("Absent, F-15", "/etc/app/dangling.conf", "PATH_SYMLINK"),
        absent("Absent, F-16", "/etc/app/dirlink/x.conf", "PATH_SYMLINK"),
        absent("Absent, F-20", "/etc/app/dir", "PATH_NOT_REGULAR"),
        absent("Absent, F-20", "/etc/app/fifo", "PATH_NOT_REGULAR"),
        absent("Absent, F-20", "/etc/app/socket", "PATH_NOT_REGULAR"),
        absent("Absent, F-20", "/etc/app/character", "PATH_NOT_REGULAR"),
        absent("Absent, F-21", "/etc/app/linked.conf", "PATH_NOT_REGULAR"),
        absent("Absent, F-25", "/etc/app/open/x.conf", "PATH_NOT_ALLOWED"),
        row(
            ensure(new Parameter("/etc/app/x.conf", "", null, null, null, null, "Absent")),
            "FIELD_NOT_APPLICABLE"),
        row(
            ensure(new Parameter("/etc/app/x.conf", null, "0644", null, null, null, "Absent")),
            "FIELD_NOT_APPLICABLE"),
        row(
            ensure(new Parameter("/etc/app/x.conf", "x", null, null, null, null, "absent")),
            "ENSURE_INVALID"),
        new Row(
            "file twice",
            FILE,
            List.of(Parameter.of("/etc/app/a", "1"), Parameter.of("/etc/app/a", "2")),
            422,
            "PATH_DUPLICATE"));
  }

  private static Stream<Row> contents() {
    Stream<Row> modes =
        Stream.of("4755", "2755", "1777", "0777", "0666", "99999", "-1", "420", "644", "u+s", "")
            .map(
                mode ->
                    new Row(
                        "F-23",
                        FILE,
                        List.of(
                            Parameter.of("/etc/app/first.conf", "x"),
                            new Parameter("/etc/app/x.conf", "x", mode, null, null, null)),
                        422,
                        "MODE_FORBIDDEN"));
    Stream<Row> owners =
        Stream.of(-1L, 1L << 32, Long.MAX_VALUE)
            .map(
                id ->
                    new Row(
                        "F-24",
                        FILE,
                        List.of(new Parameter("/etc/app/x.conf", "x", null, id, null, null)),
                        422,
                        "OWNER_INVALID"));
    String large = "x".repeat(512 * 1024 + 1);
    Stream<Row> contents =
        Stream.of(
            row(
                new Given("F-26", FILE, Parameter.of("/etc/app/x.conf", large)),
                "CONTENT_TOO_LARGE"),
            row(
                new Given(
                    "F-26",
                    FILE,
                    new Parameter(
                        "/etc/app/x.conf",
                        Base64.getEncoder().encodeToString(large.getBytes()),
                        null,
                        null,
                        null,
                        "Base64")),
                "CONTENT_TOO_LARGE"),
            row(
                new Given(
                    "F-27",
                    FILE,
                    new Parameter("/etc/app/x.conf", "!!!", null, null, null, "Base64")),
                "CONTENT_INVALID"),
            row(
                new Given(
                    "F-27", FILE, new Parameter("/etc/app/x.conf", "x", null, null, null, "Hex")),
                "CONTENT_INVALID"));
    return Stream.of(modes, owners, contents).flatMap(s -> s);
  }

  private static Given f(String id, String path) {
    return new Given(id, FILE, Parameter.of(path, "content"));
  }

  private static Given ensure(Parameter parameter) {
    return new Given("Ensure", FILE, parameter);
  }

  private static Row absent(String id, String path, String code) {
    return row(new Given(id, FILE, Parameter.absent(path)), code);
  }
}
