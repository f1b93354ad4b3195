package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Facts that a page sends back and that must be what this console said, to this user, a short while
 * ago; of any replica. For any thread.
 */
public final class Seals {

  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final String BETWEEN = "\u0000";

  private final byte[] key;
  private final InstantSource clock;

  public Seals(Database database, InstantSource clock) {
    this.key = Settings.key(database, "seals");
    this.clock = clock;
  }

  /** What a page may carry: everybody can read it, nobody can make another one. */
  public String seal(UUID user, String purpose, List<String> facts) {
    List<String> all = new ArrayList<>();
    all.add(String.valueOf(clock.instant().plus(LIFE).getEpochSecond()));
    all.addAll(facts);
    byte[] claim = String.join(BETWEEN, all).getBytes(StandardCharsets.UTF_8);
    return encoded(claim) + "." + encoded(mac(user, purpose, claim));
  }

  /** The facts, when they were sealed for this user and purpose less than 15 minutes ago. */
  public Optional<List<String>> open(UUID user, String purpose, String seal) {
    String[] parts = seal.split("\\.", -1);
    if (parts.length != 2) {
      return Optional.empty();
    }
    try {
      byte[] claim = Base64.getUrlDecoder().decode(parts[0]);
      byte[] mac = Base64.getUrlDecoder().decode(parts[1]);
      if (!MessageDigest.isEqual(mac, mac(user, purpose, claim))) {
        return Optional.empty();
      }
      List<String> all = List.of(new String(claim, StandardCharsets.UTF_8).split(BETWEEN, -1));
      Instant until = Instant.ofEpochSecond(Long.parseLong(all.getFirst()));
      return clock.instant().isBefore(until)
          ? Optional.of(all.subList(1, all.size()))
          : Optional.empty();
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** SHA-256 of a text in hex, for audit and seals. */
  public static String checksum(String text) {
    return Digests.sha256(text);
  }

  private byte[] mac(UUID user, String purpose, byte[] claim) {
    String whole = user + "/" + purpose + "/" + new String(claim, StandardCharsets.UTF_8);
    return Digests.hmac(key, whole.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
