package io.keelson.console.page;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words of the pages in one language, from {@code texts/AREA_CODE.properties}. May be used by
 * many threads.
 */
public final class Texts {

  /** Each has a file in each language. */
  static final List<String> AREAS = List.of("frame", "kube", "users", "look", "change");

  private static final Map<Language, Texts> ALL = new EnumMap<>(Language.class);

  static {
    for (Language language : Language.values()) {
      ALL.put(language, new Texts(language, read(language)));
    }
  }

  private final Language language;
  private final Map<String, String> words;

  private Texts(Language language, Map<String, String> words) {
    this.language = language;
    this.words = words;
  }

  /** The words in a language. */
  public static Texts in(Language language) {
    return Objects.requireNonNull(ALL.get(language));
  }

  public Language language() {
    return language;
  }

  /**
   * A text with {0}, {1}… replaced; whole numbers are grouped as the language does.
   *
   * @throws IllegalArgumentException when there is no such text: a mistake of the program
   */
  public String of(String key, Object... values) {
    String text = words.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key + " in " + language.code());
    }
    return values.length == 0 ? text : filled(text, values);
  }

  /** As {@link #of}, and of a count of one the text KEY.one, where there is such a text. */
  public String count(String key, long count, Object... more) {
    Object[] values = new Object[more.length + 1];
    values[0] = count;
    System.arraycopy(more, 0, values, 1, more.length);
    return of(count == 1 && has(key + ".one") ? key + ".one" : key, values);
  }

  /** Whether there is such a text. */
  public boolean has(String key) {
    return words.containsKey(key);
  }

  /** A whole number as the language writes it. */
  public String number(long number) {
    return NumberFormat.getIntegerInstance(language.locale()).format(number);
  }

  Set<String> keys() {
    return new TreeSet<>(words.keySet());
  }

  private String filled(String text, Object[] values) {
    StringBuilder filled = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      if (close != open + 2 || !Character.isDigit(text.charAt(open + 1))) {
        return filled.append(text, at, text.length()).toString();
      }
      int index = text.charAt(open + 1) - '0';
      filled.append(text, at, open).append(index < values.length ? shown(values[index]) : "");
      at = close + 1;
    }
    return filled.toString();
  }

  private String shown(Object value) {
    return value instanceof Integer || value instanceof Long
        ? number(((Number) value).longValue())
        : String.valueOf(value);
  }

  private static Map<String, String> read(Language language) {
    Properties all = new Properties();
    for (String area : AREAS) {
      String name = "/texts/" + area + "_" + language.code() + ".properties";
      try (var stream = Texts.class.getResourceAsStream(name)) {
        if (stream == null) {
          throw new IllegalStateException("the program has no " + name);
        }
        Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
        all.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Map<String, String> words = new HashMap<>();
    all.forEach((key, text) -> words.put((String) key, (String) text));
    return Map.copyOf(words);
  }
}
