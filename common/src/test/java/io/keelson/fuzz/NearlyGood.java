package io.keelson.fuzz;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Texts that begin as good ones and are then cut, doubled, swapped and salted: what a parser meets
 * is mostly good input with one thing wrong, and random text never gets past its first character.
 */
public final class NearlyGood {

  private static final List<String> SALT =
      List.of(
          "",
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\\",
          "\\u0000",
          "\n",
          "\r",
          "\t",
          "\u0000",
          "\u2028",
          "\ud800",
          "\ufeff",
          "null",
          "-1",
          "1e9",
          "99999999999999999999",
          "0x10",
          "..",
          "/",
          "=",
          " = ",
          "#",
          "-----BEGIN CERTIFICATE-----",
          "-----END CERTIFICATE-----",
          "A",
          "é");

  private enum How {
    CUT,
    DOUBLE,
    SALT,
    FLIP
  }

  private record Change(How how, int from, int length, String salt) {

    String in(String text) {
      if (text.isEmpty()) {
        return salt;
      }
      int begin = Math.floorMod(from, text.length());
      int end = Math.min(text.length(), begin + length);
      return switch (how) {
        case CUT -> text.substring(0, begin) + text.substring(end);
        case DOUBLE -> text.substring(0, end) + text.substring(begin);
        case SALT -> text.substring(0, begin) + salt + text.substring(end);
        case FLIP ->
            text.substring(0, begin)
                + (char) (text.charAt(begin) ^ 1 << (length % 8))
                + text.substring(begin + 1);
      };
    }
  }

  private NearlyGood() {}

  /** One of these, with up to four changes. */
  public static Arbitrary<String> of(String... good) {
    Arbitrary<Change> change =
        Combinators.combine(
                Arbitraries.of(How.class),
                Arbitraries.integers().between(0, 1 << 20),
                Arbitraries.integers().between(0, 12),
                Arbitraries.of(SALT))
            .as(Change::new);
    return Combinators.combine(Arbitraries.of(good), change.list().ofMaxSize(4))
        .as(
            (text, changes) -> {
              String changed = text;
              for (Change one : changes) {
                changed = one.in(changed);
              }
              return changed;
            });
  }
}
