package io.keelson.setting.rules;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ports that connections which leave the node may take, against those that services of the
 * cluster listen on: one that starts after its port was taken cannot start (ip-sysctl.rst,
 * ip_local_port_range and ip_local_reserved_ports).
 *
 * @param services what must not be taken
 */
public record LocalPorts(List<Service> services) {

  /** The key of the first and the last port that may be taken. */
  public static final String RANGE = "net.ipv4.ip_local_port_range";

  /** The key of the ports that are kept out of them. */
  public static final String RESERVED = "net.ipv4.ip_local_reserved_ports";

  /** What listens on some ports of a node. */
  public record Service(String name, int from, int to) {

    private Stream<Integer> ports() {
      return IntStream.rangeClosed(from, to).boxed();
    }

    private String inWords() {
      return (from == to ? "" + from : from + "-" + to) + " (" + name + ")";
    }
  }

  /**
   * What the two keys hold.
   *
   * @param range as the kernel takes it, or with tabs, as it gives it
   * @param reserved as the kernel takes and gives it; empty for none
   */
  public record Held(String range, String reserved) {

    private BitSet free() {
      String[] ends = range.strip().split("\\s+");
      BitSet free = new BitSet();
      free.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
      NumberList.parse(reserved.strip()).ifPresent(free::andNot);
      return free;
    }
  }

  private static final List<Service> CLUSTER =
      List.of(
          new Service("etcd", 2379, 2380),
          new Service("the API server", 6443, 6443),
          new Service("the kubelet", 10250, 10250),
          new Service("NodePorts", 30000, 32767));

  public LocalPorts {
    services = List.copyOf(services);
  }

  /** Those of every cluster. */
  public static LocalPorts ofCluster() {
    return new LocalPorts(CLUSTER);
  }

  /** Those of every cluster and of the agent on the node. */
  public static LocalPorts ofNode(int agentPort) {
    return new LocalPorts(
        Stream.concat(
                CLUSTER.stream(), Stream.of(new Service("Keelson's agent", agentPort, agentPort)))
            .toList());
  }

  /** Why these values cannot be, if they cannot, in words that follow the range. */
  public Optional<String> wrong(Held held) {
    return wrong(held.free(), held);
  }

  /** Why the list of reserved ports cannot become this, if it opens what was closed before. */
  public Optional<String> opened(Held before, Held after) {
    BitSet opened = after.free();
    opened.andNot(before.free());
    return wrong(opened, after);
  }

  private Optional<String> wrong(BitSet free, Held held) {
    List<Service> taken =
        services.stream().filter(service -> service.ports().anyMatch(free::get)).toList();
    return taken.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "lets connections take ports of services: %s; reserve them in the same call, %s = %s, or take a range without them, such as 32768 60999"
                .formatted(inWords(taken), RESERVED, complete(held)));
  }

  private static String inWords(List<Service> services) {
    return services.stream().map(Service::inWords).collect(Collectors.joining(", "));
  }

  /** What was to be reserved, and every port of a service within the range. */
  private String complete(Held held) {
    BitSet reserved = NumberList.parse(held.reserved().strip()).orElseGet(BitSet::new);
    services.stream().flatMap(Service::ports).forEach(reserved::set);
    return NumberList.text(reserved);
  }
}
