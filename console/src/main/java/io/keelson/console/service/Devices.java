package io.keelson.console.service;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Tokens of browsers in which a user has logged in before: a number and a time, signed for that
 * user alone. They open nothing; they only keep others' failures away. For any thread.
 */
final class Devices {

  static final Duration LIFE = Duration.ofDays(90);

  private static final int NUMBER = 16;
  private static final int TIME = Long.BYTES;
  private static final int MAC = 32;

  private final byte[] key;

  Devices(byte[] key) {
    this.key = key.clone();
  }

  String issue(UUID user, Instant now) {
    byte[] claim =
        ByteBuffer.allocate(NUMBER + TIME)
            .put(Settings.random(NUMBER))
            .putLong(now.getEpochSecond())
            .array();
    byte[] token =
        ByteBuffer.allocate(NUMBER + TIME + MAC).put(claim).put(mac(user, claim)).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The browser's number, when the token is one that this user got. */
  Optional<String> check(UUID user, String token, Instant now) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    if (bytes.length != NUMBER + TIME + MAC) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    byte[] claim = new byte[NUMBER + TIME];
    byte[] mac = new byte[MAC];
    buffer.get(claim).get(mac);
    if (!MessageDigest.isEqual(mac, mac(user, claim))) {
      return Optional.empty();
    }
    // Only now: what somebody made up may be no time at all.
    Instant issued = Instant.ofEpochSecond(buffer.getLong(NUMBER));
    return now.isBefore(issued.plus(LIFE))
        ? Optional.of(HexFormat.of().formatHex(claim, 0, NUMBER))
        : Optional.empty();
  }

  private byte[] mac(UUID user, byte[] claim) {
    byte[] who = ("device/" + user + "/").getBytes(StandardCharsets.UTF_8);
    return Digests.hmac(
        key, ByteBuffer.allocate(who.length + claim.length).put(who).put(claim).array());
  }
}
