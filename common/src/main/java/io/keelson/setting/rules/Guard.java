package io.keelson.setting.rules;

import java.math.BigInteger;

/**
 * What stands before a value of a key, wherever a policy matches the key.
 *
 * @param values which values are meant
 * @param why in words that follow a colon
 */
public record Guard(Tier tier, Values values, String why) {

  /** Which values of a key are meant. */
  public sealed interface Values {

    /** Every value, also one that the grammar refuses. */
    record All() implements Values {}

    /** Numbers below the bound, and whatever is no number. */
    record Below(BigInteger bound) implements Values {}

    /** Every value but this. */
    record Unless(String value) implements Values {}

    /** This value. */
    record Only(String value) implements Values {}
  }

  /** Whether it stands before this value. */
  public boolean hits(String value) {
    return switch (values) {
      case Values.All all -> true;
      case Values.Below below ->
          !NumberRange.isNumber(value) || new BigInteger(value).compareTo(below.bound()) < 0;
      case Values.Unless unless -> !value.equals(unless.value());
      case Values.Only only -> value.equals(only.value());
    };
  }

  /** Whether it stands before every value, so that the key alone decides. */
  public boolean isForAll() {
    return values instanceof Values.All;
  }
}
