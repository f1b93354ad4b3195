package io.keelson.setting.rules;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What holds between keys of one call.
 *
 * @param keys at least two names
 * @param why in words that follow a colon
 */
public record KeysTogether(List<String> keys, Rule rule, String why, String source) {

  /** What can hold between keys. */
  public enum Rule {
    /** Each value is at least the one of the key before it. */
    RISING("rising"),
    /** Only one of the keys is given. */
    ONE("one of them");

    private final String words;

    Rule(String words) {
      this.words = words;
    }

    /** As the table writes it. */
    String words() {
      return words;
    }
  }

  /**
   * @param key which parameter is to be changed
   * @param words that follow the key and a colon
   */
  public record Clash(String key, String words) {}

  public KeysTogether {
    keys = List.copyOf(keys);
  }

  /**
   * What is wrong, if anything.
   *
   * @param values of every key of the call, each right for itself
   */
  public Optional<Clash> clash(Map<String, String> values) {
    List<String> given = keys.stream().filter(values::containsKey).toList();
    return given.size() < 2
        ? Optional.empty()
        : switch (rule) {
          case ONE -> clash(given.getLast(), "cannot be given together with " + given.getFirst());
          case RISING -> falling(given, values);
        };
  }

  private Optional<Clash> falling(List<String> given, Map<String, String> values) {
    for (int i = 1; i < given.size(); i++) {
      BigInteger lower = number(values, given.get(i - 1));
      BigInteger higher = number(values, given.get(i));
      if (higher.compareTo(lower) < 0) {
        return clash(
            given.get(i), "\"%s\" is less than %s, %s".formatted(higher, given.get(i - 1), lower));
      }
    }
    return Optional.empty();
  }

  private static BigInteger number(Map<String, String> values, String key) {
    return new BigInteger(Objects.requireNonNull(values.get(key)));
  }

  private Optional<Clash> clash(String key, String words) {
    return Optional.of(new Clash(key, words + ": " + why));
  }
}
