package io.keelson.limit;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who has to leave a place where everybody may come in. Pure. */
public final class Crowd {

  private Crowd() {}

  /** The address alone, whatever the port; one for all whose address is not known. */
  public static Object address(@Nullable SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress()
        : "unknown";
  }

  /**
   * The oldest of those from the address with the most of them, so that who takes many places takes
   * them from himself.
   *
   * @param oldestFirst at least one
   */
  public static <K, V> K oldestOfTheGreediest(
      Map<K, V> oldestFirst, Function<? super V, ?> address) {
    Map<Object, Integer> places = new HashMap<>();
    oldestFirst.values().forEach(one -> places.merge(address.apply(one), 1, Integer::sum));
    int most = places.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return oldestFirst.entrySet().stream()
        .filter(one -> places.getOrDefault(address.apply(one.getValue()), 0) == most)
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
