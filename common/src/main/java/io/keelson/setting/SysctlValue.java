package io.keelson.setting;

import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_INVALID;

import io.keelson.problem.Problem;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sysctl's value in its one spelling: words joined by single spaces, at most 256 characters. A
 * word is a whole decimal number (the kernel would read {@code 010} as eight and {@code 0x10} as
 * sixteen) or a name such as {@code bbr}. Keys that take lists of ranges have a form of their own.
 */
public record SysctlValue(String text) {

  private static final int LONGEST = 256;
  private static final int MOST_WORDS = 16;
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,19}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  /**
   * What is wrong with a value for a key, if anything.
   *
   * @param name the key's name, which must itself be valid
   */
  public static Optional<Problem> check(String field, String name, String text) {
    return checkLength(field, name, text).or(() -> checkWords(field, name, text));
  }

  /** What is wrong with the length of a value, which may also be a list such as 80,8000-8080. */
  static Optional<Problem> checkLength(String field, String name, String text) {
    if (text.isEmpty()) {
      return refused(field, name, text, "is empty: give the value the kernel shall have");
    }
    if (text.length() > LONGEST) {
      return refused(
          field, name, text, "is " + text.length() + " characters long: at most " + LONGEST);
    }
    return Optional.empty();
  }

  private static Optional<Problem> checkWords(String field, String name, String text) {
    String[] words = text.split(" ", -1);
    if (words.length > MOST_WORDS) {
      return refused(field, name, text, "has " + words.length + " words: at most " + MOST_WORDS);
    }
    return Arrays.stream(words)
        .map(SysctlValue::wrong)
        .flatMap(Optional::stream)
        .findFirst()
        .flatMap(why -> refused(field, name, text, why));
  }

  private static Optional<String> wrong(String word) {
    if (word.isEmpty()) {
      return Optional.of("has a blank too many: one space between words, none around them");
    }
    if (NAME.matcher(word).matches()) {
      return Optional.empty();
    }
    if (!NUMBER.matcher(word).matches()) {
      return Optional.of("is not a whole number in decimal form" + canonical(word));
    }
    BigInteger number = new BigInteger(word);
    return number.compareTo(LEAST) < 0 || number.compareTo(MOST) > 0
        ? Optional.of("is outside what the kernel can hold (" + LEAST + " to " + MOST + ")")
        : Optional.empty();
  }

  private static String canonical(String word) {
    if (word.matches("[+-]?0+[0-9]{1,18}")) {
      return ": write " + Long.parseLong(word) + " (the kernel would read a leading 0 as octal)";
    }
    if (word.matches("0[xX][0-9a-fA-F]{1,15}")) {
      return ": write " + Long.parseLong(word.substring(2), 16);
    }
    if (word.matches("\\+[0-9]{1,18}")) {
      return ": write " + Long.parseLong(word);
    }
    return " (such as 4096) nor a name (such as bbr)";
  }

  private static Optional<Problem> refused(String field, String name, String text, String why) {
    return Optional.of(
        new Problem(
            SYSCTL_VALUE_INVALID,
            field,
            name,
            name + ": \"" + Problem.printable(text) + "\" " + why));
  }
}
