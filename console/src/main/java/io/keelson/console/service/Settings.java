package io.keelson.console.service;

import io.keelson.console.model.Database;
import io.keelson.console.model.SettingRow;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What all replicas share. For any thread. */
final class Settings {

  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Settings() {}

  /** A key of 256 bits that the first who asks makes and that stays. */
  static byte[] key(Database database, String name) {
    String hex =
        database.write(
            em -> {
              SettingRow row = em.find(SettingRow.class, name);
              if (row == null) {
                row = new SettingRow(name, HexFormat.of().formatHex(random(KEY_BYTES)));
                em.persist(row);
              }
              return row.content();
            });
    return HexFormat.of().parseHex(hex);
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
