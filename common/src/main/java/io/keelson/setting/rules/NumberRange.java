package io.keelson.setting.rules;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whole numbers, both ends included. */
public record NumberRange(BigInteger least, BigInteger most) {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}");

  public NumberRange {
    if (least.compareTo(most) > 0) {
      throw new IllegalArgumentException(least + " is more than " + most);
    }
  }

  static boolean isNumber(String word) {
    return NUMBER.matcher(word).matches();
  }

  boolean holds(BigInteger number) {
    return number.compareTo(least) >= 0 && number.compareTo(most) <= 0;
  }

  /**
   * Whether some number of it is between two ends.
   *
   * @param from null for no end
   * @param to null for no end
   */
  boolean reaches(@Nullable BigInteger from, @Nullable BigInteger to) {
    return (from == null || from.compareTo(most) <= 0) && (to == null || to.compareTo(least) >= 0);
  }

  boolean isSingle() {
    return least.equals(most);
  }

  String inWords() {
    return "from " + least + " to " + most;
  }
}
