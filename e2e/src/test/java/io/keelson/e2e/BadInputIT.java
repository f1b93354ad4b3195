package io.keelson.e2e;

import static io.keelson.e2e.Cluster.NODES;
import static io.keelson.e2e.Cluster.eventually;
import static io.keelson.testing.MyKindAssert.assertThatMyKind;
import static io.keelson.testing.MyKinds.aMyKind;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.api.MyKindParameter;
import io.keelson.testing.MyKinds;
import io.keelson.testing.kube.CommandResult;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of bad input: refused with the right words, nothing changed on any node. */
@OnCluster
final class BadInputIT {

  private static final String SWAPPINESS = "vm.swappiness";

  private final Cluster cluster;
  private final Map<String, String> before = new TreeMap<>();

  BadInputIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void look() {
    cluster.on(
        "node1",
        "bash",
        "-c",
        "mkdir -p /etc/keelson.d/dir; ln -sfn /etc/keelson.d /etc/keelson.d/link");
    NODES.forEach(node -> before.put(node, cluster.fingerprint(node)));
  }

  @AfterEach
  void nothingHasChanged() {
    NODES.forEach(
        node ->
            assertThat(difference(before.get(node), cluster.fingerprint(node)))
                .as("what has changed on %s", node)
                .isEmpty());
    cluster.on("node1", "rm", "-rf", "/etc/keelson.d/dir", "/etc/keelson.d/link");
  }

  /** A part of the name, what is applied, and words that kubectl must answer with. */
  static List<Arguments> refusedByTheApiServer() {
    return List.of(
        refused("unknown field", swap().yaml() + "  Foo: 1\n", "unknown field \"spec.Foo\""),
        refused("no parameters on POST", aMyKind().named("bad").yaml(), "Parameters"),
        refused("port 70000", swap().port(70000).yaml(), "spec.Http.Port"),
        refused("unknown Api", swap().api("/v1/shell").yaml(), "/v1/sysctl"),
        refused(
            "method DELETE", swap().yaml().replace("Http:", "Http:\n    Method: DELETE"), "GET"),
        refused("key twice", swap().sysctl(SWAPPINESS, "20").yaml(), "Duplicate value"),
        refused("host name of 64", fixedName("a".repeat(64)), "63"),
        refused("host name for a shell", fixedName("a;reboot"), "a host name is one label"),
        refused("relative path", file("etc/docker/x"), "Key"),
        refused(
            "mode 4755",
            aMyKind().named("bad").file("/etc/keelson.d/x", "x", "4755").yaml(),
            "Mode"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedByTheApiServer")
  @DisplayName("C-03, C-06, S-26, H-01, H-03, F-12: refused at kubectl apply or by an ERROR")
  void isRefusedByTheApiServer(String what, String yaml, String words) {
    CommandResult result = cluster.apply(yaml);

    assertThat(result.exitCode()).as(result.stdout()).isNotZero();
    assertThat(result.stderr()).contains(words);
  }

  static List<Arguments> refusedLater() {
    return List.of(
        refused(
            "newline in a value",
            sysctl(SWAPPINESS, "1\nkernel.core_pattern=|/x"),
            "SYSCTL_VALUE_INVALID"),
        refused("newline in a key", sysctl("vm.swap\npiness", "1"), "SYSCTL_NAME_INVALID"),
        refused("NUL in a value", sysctl(SWAPPINESS, "1\0"), "SYSCTL_VALUE_INVALID"),
        refused("traversal in a key", sysctl("../../tmp/x", "1"), "SYSCTL_NAME_INVALID"),
        refused("octal number", sysctl(SWAPPINESS, "010"), "SYSCTL_VALUE_INVALID"),
        refused("hexadecimal number", sysctl(SWAPPINESS, "0x10"), "SYSCTL_VALUE_INVALID"),
        refused("option as key", sysctl("--system", "1"), "SYSCTL_NAME_INVALID"),
        refused("core pattern", sysctl("kernel.core_pattern", "|/bin/sh"), "SYSCTL_FORBIDDEN"),
        refused("unknown to the kernel", sysctl("net.ipv4.no_such_key", "1"), "SYSCTL_UNKNOWN"),
        refused(
            "refused by the kernel",
            sysctl("net.ipv4.tcp_congestion_control", "nosuch"),
            "SYSCTL_VALUE_REFUSED"),
        refused("path that leaves the root", file("/etc/../../x"), "PATH_INVALID"),
        refused("path with ..", file("/etc/keelson.d/../x"), "PATH_INVALID"),
        refused("path through a link", fileOnNode1("/etc/keelson.d/link/x"), "PATH_SYMLINK"),
        refused("path of a directory", fileOnNode1("/etc/keelson.d/dir"), "PATH_NOT_REGULAR"),
        refused("too much content", tooLarge(), "CONTENT_TOO_LARGE"),
        refused("one name for many nodes", fixedName("web"), "HOSTNAME_CONFLICT"),
        refused("second of three keys unknown", threeKeys(), "SYSCTL_UNKNOWN"),
        refused("second of two files bad", twoFiles(), "PATH_NOT_REGULAR"),
        refused("port of nobody", swap().port(9999).yaml(), "PORT_MISMATCH"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedLater")
  @DisplayName("Refused by the API server in words, or by an ERROR with the code; PEERS: bad input")
  void isRefusedWithItsCode(String what, String yaml, String code) {
    CommandResult result = cluster.applyOnServer(yaml);

    if (result.succeeded()) {
      eventually(() -> assertThatMyKind(cluster.myKind("bad")).isError());
      JsonNode myKind = cluster.myKind("bad");
      assertThatMyKind(myKind).hasCount("Applied", 0).hasCondition("Ready", "False");
      assertThat(myKind.path("status").toString()).contains(code);
    } else {
      assertThat(result.stderr()).as("words that help").contains("spec");
    }
  }

  private static Set<String> difference(String before, String after) {
    Set<String> was = before.lines().collect(toSet());
    Set<String> is = after.lines().collect(toSet());
    return Stream.concat(
            was.stream().filter(line -> !is.contains(line)).map(line -> "- " + line),
            is.stream().filter(line -> !was.contains(line)).map(line -> "+ " + line))
        .collect(toSet());
  }

  private static Arguments refused(String what, String yaml, String words) {
    return Arguments.of(what, yaml, words);
  }

  private static MyKinds swap() {
    return aMyKind().named("bad").sysctl(SWAPPINESS, "10");
  }

  private static String sysctl(String key, String value) {
    return aMyKind().named("bad").sysctl(key, value).yaml();
  }

  private static String fixedName(String name) {
    return aMyKind().named("bad").hostname(name).yaml();
  }

  private static String file(String path) {
    return aMyKind().named("bad").file(path, "x").yaml();
  }

  private static String fileOnNode1(String path) {
    return aMyKind().named("bad").onNodes("node1").file(path, "x").yaml();
  }

  private static String threeKeys() {
    return aMyKind()
        .named("bad")
        .sysctl("net.ipv4.tcp_fin_timeout", "41")
        .sysctl("net.ipv4.no_such_key", "1")
        .sysctl("net.ipv4.tcp_max_syn_backlog", "4242")
        .yaml();
  }

  private static String twoFiles() {
    return aMyKind()
        .named("bad")
        .onNodes("node1")
        .file("/etc/keelson.d/first", "first")
        .file("/etc/keelson.d/dir", "second")
        .yaml();
  }

  /** As Base64 it is longer than the schema's limit for text would let through. */
  private static String tooLarge() {
    String content = Base64.getEncoder().encodeToString(new byte[512 * 1024 + 1]);
    return aMyKind()
        .named("bad")
        .onNodes("node1")
        .file("/etc/keelson.d/first", "first")
        .parameter(new MyKindParameter("/etc/keelson.d/large", content, null, null, null, "Base64"))
        .yaml();
  }
}
