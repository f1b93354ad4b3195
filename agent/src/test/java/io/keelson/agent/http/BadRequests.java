package io.keelson.agent.http;

import io.keelson.setting.Parameter;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The requests of {@link BadInputIT}: what comes in and what must be answered. */
final class BadRequests {

  private static final String SYSCTL = "/v1/sysctl";
  private static final String HOSTNAME = "/v1/hostname";
  private static final String FILE = "/v1/file";

  record Row(String id, String api, List<Parameter> parameters, int status, String code) {
    @Override
    public String toString() {
      Parameter last = parameters.isEmpty() ? null : parameters.getLast();
      String shown = last == null ? "none" : last.key() + "=" + last.value() + " " + last.mode();
      return id + " " + io.keelson.problem.Problem.printable(shown) + " → " + code;
    }
  }

  private BadRequests() {}

  static Stream<Row> rows() {
    return Stream.of(sysctlNames(), sysctlValues(), hostnames(), files(), contents())
        .flatMap(s -> s);
  }

  private static Stream<Row> sysctlNames() {
    Stream<Row> forbidden =
        Stream.of(
                s("S-01", "kernel.core_pattern", "|/bin/sh"),
                s("S-03", "kernel.modprobe", "x"),
                s("S-04", "kernel.hotplug", "x"),
                s("S-04", "kernel.poweroff_cmd", "x"),
                s("S-04", "kernel.usermodehelper.bset", "1"),
                s("S-05", "fs.binfmt_misc.register", "x"),
                s("S-06", "kernel.sysrq", "1"),
                s("S-14", "kernel.randomize_va_space", "0"),
                s("S-14", "kernel.kptr_restrict", "0"),
                s("S-14", "kernel.yama.ptrace_scope", "0"),
                s("S-14", "fs.protected_symlinks", "0"),
                s("S-14", "fs.protected_hardlinks", "0"),
                s("S-14", "fs.suid_dumpable", "2"),
                s("S-14", "vm.mmap_min_addr", "0"),
                s("S-14", "vm.unprivileged_userfaultfd", "1"),
                s("S-14", "fs.protected_fifos", "0"),
                s("S-14", "fs.protected_regular", "0"),
                s("S-14", "kernel.dmesg_restrict", "0"),
                s("S-14", "kernel.unprivileged_bpf_disabled", "0"),
                s("S-15", "kernel.hostname", "x"),
                s("S-15", "kernel.domainname", "x"))
            .map(p -> row(p, "SYSCTL_FORBIDDEN"));
    Stream<Row> byPolicy =
        Stream.of(
                s("S-07", "kernel.panic_on_oops", "1"),
                s("S-07", "vm.panic_on_oom", "2"),
                s("S-07", "kernel.panic", "-1"),
                s("S-07", "kernel.panic_on_rcu_stall", "1"),
                s("S-07", "kernel.hardlockup_panic", "1"),
                s("S-07", "kernel.unknown_nmi_panic", "1"),
                s("S-10", "net.ipv4.ip_forward", "0"),
                s("S-10", "net.ipv6.conf.all.forwarding", "0"),
                s("S-10", "net.ipv4.conf.all.forwarding", "0"),
                s("S-10", "net.ipv6.conf.all.disable_ipv6", "1"),
                s("S-11", "net.ipv4.conf.all.route_localnet", "1"),
                s("S-13", "kernel.modules_disabled", "1"),
                s("S-13", "kernel.kexec_load_disabled", "1"),
                s("S-13", "kernel.unprivileged_bpf_disabled", "1"),
                s("S-07", "kernel.hung_task_panic", "1"),
                s("S-07", "kernel.softlockup_panic", "1"),
                s("S-10", "net.bridge.bridge-nf-call-iptables", "0"),
                s("S-08", "vm.overcommit_memory", "2"),
                s("S-16", "vm.drop_caches", "3"),
                s("S-16", "net.ipv4.route.flush", "1"),
                s("S-16", "vm.compact_memory", "1"),
                s("policy", "crypto.fips_enabled", "1"))
            .map(p -> row(p, "SYSCTL_NOT_ALLOWED"));
    Stream<Row> names =
        Stream.of(
                "S-02 kernel/core_pattern",
                "S-02 kernel.core_pattern.",
                "S-02 Kernel.Core_Pattern",
                "S-02 kernel/core.pattern",
                "S-17 net..ipv4",
                "S-17 .net.ipv4",
                "S-17 net.ipv4.",
                "S-17 ",
                "S-17 " + "a.".repeat(126) + "ab",
                "S-18 ../../../etc/passwd",
                "S-18 net.ipv4.../../kernel.core_pattern",
                "S-18 net/ipv4/../../kernel/core_pattern",
                "S-19 vm.a\nb",
                "S-19 vm.a\rb",
                "S-19 vm.a\0b",
                "S-19 vm.a\tb",
                "S-19 vm.a b",
                "S-19 vm.a=b",
                "S-19 vm.a#b",
                "S-19 vm.a;b",
                "S-19 vm.*",
                "S-19 vm.?",
                "S-19 -vm.a",
                "S-19 vm.-a",
                "S-29 net.ipv4.conf.*.rp_filter",
                "S-29 net.ipv4.conf.{iface}.rp_filter",
                "S-29 net.ipv4.conf.eth0/../all.rp_filter",
                "S-32 kernel.core\"\"_pattern",
                "S-32 core%5fpattern",
                "S-32 kernel.ｃore_pattern",
                "S-32 kernel.core\u200d_pattern",
                "S-32 ＣＯＲＥ.x",
                "PEERS --system")
            .map(t -> t.split(" ", 2))
            .map(t -> row(s(t[0], t[1], "1"), "SYSCTL_NAME_INVALID"));
    Stream<Row> others =
        Stream.of(
            row(s("S-31", "net.ipv4.no_such_key", "1"), "SYSCTL_UNKNOWN"),
            new Row(
                "S-26",
                SYSCTL,
                List.of(Parameter.of("vm.swappiness", "1"), Parameter.of("vm.swappiness", "1")),
                422,
                "SYSCTL_DUPLICATE"),
            new Row(
                "S-33",
                SYSCTL,
                IntStream.range(0, 10_000).mapToObj(i -> Parameter.of("vm.a" + i, "1")).toList(),
                422,
                "PARAMETERS_TOO_MANY"),
            new Row("empty", SYSCTL, List.of(), 422, "PARAMETERS_EMPTY"),
            new Row(
                "mode of a sysctl",
                SYSCTL,
                List.of(new Parameter("vm.swappiness", "1", "0644", null, null, null)),
                422,
                "FIELD_NOT_APPLICABLE"));
    return Stream.of(forbidden, byPolicy, names, others).flatMap(s -> s);
  }

  private static Stream<Row> sysctlValues() {
    Stream<Row> ranges =
        Stream.of(
                s("S-08", "vm.min_free_kbytes", "99999999999"),
                s("S-08", "vm.nr_hugepages", "10000000"),
                s("S-08", "vm.overcommit_ratio", "0"),
                s("S-08", "vm.overcommit_kbytes", "1"),
                s("S-09", "kernel.pid_max", "300"),
                s("S-09", "kernel.threads-max", "100"),
                s("S-09", "fs.file-max", "10"),
                s("S-09", "fs.nr_open", "10"),
                s("S-09", "user.max_user_namespaces", "0"),
                s("S-12", "net.netfilter.nf_conntrack_max", "1"),
                s("S-12", "net.ipv4.tcp_mem", "1 1 1"),
                s("S-12", "net.ipv4.tcp_mem", "4096 4096 4096"),
                s("S-12", "net.core.somaxconn", "0"),
                s("S-24", "net.ipv4.ip_local_port_range", "40000"),
                s("S-24", "net.ipv4.ip_local_port_range", "1 2 3"),
                s("S-24", "net.ipv4.ip_local_port_range", "60999 32768"),
                s("S-24", "net.ipv4.tcp_rmem", "4096 131072"),
                s("S-24", "kernel.sem", "32000 1024000000 500"),
                s("S-25", "net.ipv4.ip_local_port_range", "1024 65535"),
                s("S-25", "net.ipv4.ip_local_port_range", "6000 60999"),
                s("S-25", "net.ipv4.ip_local_reserved_ports", "80"))
            .map(p -> row(p, "SYSCTL_VALUE_INVALID"));
    return Stream.concat(ranges, swappiness());
  }

  private static Stream<Row> swappiness() {
    return Stream.of(
            "S-20 1\nkernel.core_pattern=|/x",
            "S-21 1\r",
            "S-21 1\u2028",
            "S-21 1\u0085",
            "S-21 1\0",
            "S-21 1\u007f",
            "S-21 \u0661",
            "S-22 010",
            "S-22 0x10",
            "S-22 +1",
            "S-22 1e3",
            "S-22 1_000",
            "S-22  1 ",
            "S-22 1.0",
            "S-23 99999999999999999999",
            "S-23 ",
            "S-23 " + "1".repeat(5000),
            "S-28 .inf",
            "S-28 0o17")
        .map(t -> t.split(" ", 2))
        .map(t -> row(s(t[0], "vm.swappiness", t[1]), "SYSCTL_VALUE_INVALID"));
  }

  private static Stream<Row> hostnames() {
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
            "H-08 node-????")
        .map(t -> t.split(" ", 2))
        .map(
            t ->
                new Row(
                    t[0],
                    HOSTNAME,
                    List.of(Parameter.of("hostname", t[1])),
                    422,
                    "HOSTNAME_INVALID"));
  }

  private static Stream<Row> files() {
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
    Stream<Row> places =
        Stream.of(
            row(f("policy", "/etc/outside.conf"), "PATH_NOT_ALLOWED"),
            row(f("policy", "/etc/application.conf"), "PATH_NOT_ALLOWED"),
            row(f("F-15", "/etc/app/link.conf"), "PATH_SYMLINK"),
            row(f("F-15", "/etc/app/relative.conf"), "PATH_SYMLINK"),
            row(f("F-15", "/etc/app/dangling.conf"), "PATH_SYMLINK"),
            row(f("F-16", "/etc/app/dirlink/x.conf"), "PATH_SYMLINK"),
            row(f("F-16", "/etc/app/rellink/outside.conf"), "PATH_SYMLINK"),
            row(f("F-20", "/etc/app/dir"), "PATH_NOT_REGULAR"),
            row(f("F-20", "/etc/app/fifo"), "PATH_NOT_REGULAR"),
            row(f("F-21", "/etc/app/linked.conf"), "PATH_NOT_REGULAR"),
            row(f("F-25", "/etc/app/open/x.conf"), "PATH_NOT_ALLOWED"),
            row(f("F-25", "/etc/app/open/new.conf"), "PATH_NOT_ALLOWED"),
            row(f("missing parent", "/etc/app/none/x.conf"), "PATH_PARENT_MISSING"),
            row(f("file as parent", "/etc/app/good.conf/x"), "PATH_PARENT_MISSING"),
            absent("Absent", "/etc/outside.conf", "PATH_NOT_ALLOWED"),
            absent("Absent, F-01", "/etc/shadow", "PATH_FORBIDDEN"),
            absent("Absent, F-04", "/etc/systemd/system/x.service", "PATH_FORBIDDEN"),
            absent("Absent, F-15", "/etc/app/link.conf", "PATH_SYMLINK"),
            absent("Absent, F-15", "/etc/app/dangling.conf", "PATH_SYMLINK"),
            absent("Absent, F-16", "/etc/app/dirlink/x.conf", "PATH_SYMLINK"),
            absent("Absent, F-20", "/etc/app/dir", "PATH_NOT_REGULAR"),
            absent("Absent, F-20", "/etc/app/fifo", "PATH_NOT_REGULAR"),
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
    return Stream.of(forbidden, invalid, places).flatMap(s -> s);
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

  private record Given(String id, String api, Parameter bad) {}

  private static Given s(String id, String key, String value) {
    return new Given(id, SYSCTL, Parameter.of(key, value));
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

  /** The bad parameter after a good one. */
  private static Row row(Given given, String code) {
    Parameter good =
        given.api.equals(SYSCTL)
            ? Parameter.of("net.ipv4.ip_forward", "1")
            : Parameter.of("/etc/app/good.conf", "changed");
    boolean same = given.bad.key().equals(good.key());
    return new Row(
        given.id, given.api, same ? List.of(given.bad) : List.of(good, given.bad), 422, code);
  }
}
