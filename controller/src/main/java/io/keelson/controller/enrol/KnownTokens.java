package io.keelson.controller.enrol;

import io.keelson.setting.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The nodes of tokens that were found good a moment ago, so that an agent that asks again does not
 * make the API server work. Tokens are kept as their SHA-256 only. For any thread.
 */
final class KnownTokens {

  /** So long a token that is withdrawn still works here. */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private static final int MOST = 4096;

  private record Entry(String node, long since) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final LongSupplier nanos;

  KnownTokens(LongSupplier nanos) {
    this.nanos = nanos;
  }

  synchronized Optional<String> node(String token) {
    removeOld();
    return Optional.ofNullable(entries.get(hash(token))).map(Entry::node);
  }

  synchronized void good(String token, String node) {
    removeOld();
    if (entries.size() < MOST) {
      entries.putIfAbsent(hash(token), new Entry(node, nanos.getAsLong()));
    }
  }

  /** The oldest are first. */
  private void removeOld() {
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext() && nanos.getAsLong() - oldest.next().since >= KEPT.toNanos()) {
      oldest.remove();
    }
  }

  private static String hash(String token) {
    return Sha256.hex(token.getBytes(StandardCharsets.UTF_8));
  }
}
