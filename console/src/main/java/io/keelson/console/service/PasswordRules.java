package io.keelson.console.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which passwords are taken: 8 to 128 characters of Unicode after NFKC, none of them a control
 * character, none cut off. Pure.
 */
final class PasswordRules {

  static final int SHORTEST = 8;
  static final int LONGEST = 128;

  /**
   * 128 characters of the longest kind are 512 bytes; what is longer than this is not looked at.
   */
  static final int MOST_BYTES = 1024;

  private static final int FEWEST_DIFFERENT = 4;

  private static final Set<String> COMMON = common();

  private PasswordRules() {}

  /** What is hashed; empty when it can be nobody's password. */
  static Optional<String> normal(String typed) {
    if (tooLong(typed)) {
      return Optional.empty();
    }
    String normal = Normalizer.normalize(typed, Normalizer.Form.NFKC);
    return shape(normal).isEmpty() ? Optional.of(normal) : Optional.empty();
  }

  /** Why a new password is not taken; empty when it is. */
  static List<PasswordFault> faults(String name, String old, String fresh) {
    if (tooLong(fresh)) {
      return List.of(PasswordFault.TOO_LONG);
    }
    String normal = Normalizer.normalize(fresh, Normalizer.Form.NFKC);
    List<PasswordFault> faults = new ArrayList<>(shape(normal));
    String small = normal.toLowerCase(Locale.ROOT);
    if (small.equals(name) || small.equals(name + name)) {
      faults.add(PasswordFault.SAME_AS_NAME);
    }
    if (normal(old).filter(normal::equals).isPresent()) {
      faults.add(PasswordFault.SAME_AS_OLD);
    }
    if (COMMON.contains(small) || isRow(small) || hasFewCharacters(small)) {
      faults.add(PasswordFault.COMMON);
    }
    return faults;
  }

  private static boolean tooLong(String typed) {
    return typed.length() > MOST_BYTES
        || typed.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
  }

  private static List<PasswordFault> shape(String normal) {
    List<PasswordFault> faults = new ArrayList<>();
    int length = normal.codePointCount(0, normal.length());
    if (length < SHORTEST) {
      faults.add(PasswordFault.TOO_SHORT);
    }
    if (length > LONGEST) {
      faults.add(PasswordFault.TOO_LONG);
    }
    if (normal.codePoints().anyMatch(PasswordRules::unfit)) {
      faults.add(PasswordFault.CONTROL);
    }
    return faults;
  }

  // Half a surrogate pair would become a question mark, as any other half.
  private static boolean unfit(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** Such as 12345678 or hgfedcba. */
  private static boolean isRow(String small) {
    int[] characters = small.codePoints().toArray();
    for (int step = -1; step <= 1; step += 2) {
      boolean row = characters.length > 1;
      for (int i = 1; i < characters.length; i++) {
        row &= characters[i] - characters[i - 1] == step;
      }
      if (row) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasFewCharacters(String small) {
    return small.codePoints().distinct().count() < FEWEST_DIFFERENT;
  }

  private static Set<String> common() {
    try (InputStream in = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
      if (in == null) {
        throw new IllegalStateException("common-passwords.txt is not in the program");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
