package io.keelson.agent.http;

import static io.keelson.agent.http.BadRequests.SYSCTL;
import static io.keelson.agent.http.BadRequests.row;

import io.keelson.agent.http.BadRequests.Given;
import io.keelson.agent.http.BadRequests.Row;
import io.keelson.setting.Parameter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sysctls that no node gets. */
final class BadSysctls {

  private BadSysctls() {}

  static Stream<Row> rows() {
    return Stream.of(names(), values(), swappiness()).flatMap(s -> s);
  }

  private static Stream<Row> names() {
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
                "S-29 net.ipv4.conf.${iface}.rp_filter",
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
            new Row(
                "S-27",
                SYSCTL,
                List.of(Parameter.of("vm.swappiness", "1"), Parameter.of("vm/swappiness", "1")),
                422,
                "SYSCTL_NAME_INVALID"),
            new Row("empty", SYSCTL, List.of(), 422, "PARAMETERS_EMPTY"),
            new Row(
                "mode of a sysctl",
                SYSCTL,
                List.of(new Parameter("vm.swappiness", "1", "0644", null, null, null)),
                422,
                "FIELD_NOT_APPLICABLE"));
    return Stream.of(forbidden, byPolicy, names, others).flatMap(s -> s);
  }

  private static Stream<Row> values() {
    return Stream.of(
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

  private static Given s(String id, String key, String value) {
    return new Given(id, SYSCTL, Parameter.of(key, value));
  }
}
