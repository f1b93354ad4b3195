package io.keelson.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything of a node that Keelson can change, one line each: every file of /etc with kind, mode,
 * owner, size and checksum, every sysctl, the host name. What the kernel itself moves is told apart
 * by looking twice before anything is done, and left out.
 */
final class NodeSnapshot {

  /**
   * Counters and clocks, which two looks may find the same by chance, and what pods bring along.
   */
  private static final String MOVED_BY_THE_KERNEL =
      "^(fs\\.(dentry-state|file-nr|inode-nr|inode-state|quota|aio-nr)"
          + "|kernel\\.(random|ns_last_pid|pty\\.nr|perf_event_max_sample_rate|perf_cpu_time|sched_domain|keys\\.gc|cap_last)"
          + "|net\\.netfilter\\.nf_conntrack_(count|buckets|max|expect_max)|net\\.nf_conntrack_max"
          + "|net\\.ipv[46]\\.(conf|neigh)\\.(veth|cni0).*"
          + "|vm\\.(stat|nr_.*_current)|.*\\.(stable_secret|cookie|scan_)).*";

  private final Cluster cluster;
  private final String node;
  private final Set<String> before;
  private final Set<String> moving;

  private NodeSnapshot(Cluster cluster, String node, Set<String> before, Set<String> moving) {
    this.cluster = cluster;
    this.node = node;
    this.before = before;
    this.moving = moving;
  }

  static NodeSnapshot of(Cluster cluster, String node) {
    Set<String> first = look(cluster, node);
    Set<String> second = look(cluster, node);
    Set<String> moving =
        first.stream()
            .filter(line -> !second.contains(line))
            .map(NodeSnapshot::name)
            .collect(Collectors.toSet());
    return new NodeSnapshot(cluster, node, second, moving);
  }

  /** What is there now and was not, with a plus, and what was and is not, with a minus. */
  List<String> differences() {
    Set<String> now = look(cluster, node);
    Set<String> found = new TreeSet<>();
    now.stream().filter(line -> !before.contains(line)).forEach(line -> found.add("+ " + line));
    before.stream().filter(line -> !now.contains(line)).forEach(line -> found.add("- " + line));
    return found.stream().filter(line -> !moving.contains(name(line.substring(2)))).toList();
  }

  private static String name(String line) {
    return line.split(" ", 2)[0];
  }

  private static Set<String> look(Cluster cluster, String node) {
    String script =
        "cd / && find etc -xdev \\( -type f -printf '%p %y %m %U:%G %s ' -exec sh -c 'sha256sum < \"$1\"' _ {} \\; \\)"
            + " -o \\( -type l -printf '%p %y %l\\n' \\) -o -printf '%p %y %m %U:%G\\n';"
            + " sysctl -a 2>/dev/null; echo hostname $(hostname)";
    String all = cluster.on(node, "bash", "-c", script).orThrow();
    return Arrays.stream(all.split("\n"))
        .filter(line -> !line.matches(MOVED_BY_THE_KERNEL))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
