package io.keelson.console.controller;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a form as they were sent, in their order.
 *
 * @param fields values by name
 */
public record Form(Map<String, List<String>> fields) {

  private static final int MOST_FIELDS = 4_000;

  public static final Form EMPTY = new Form(Map.of());

  /** The first value, or an empty text. */
  public String text(String name) {
    return first(name).orElse("");
  }

  /** The first value, if there is one. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** All values. */
  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Whether a check box is set. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /**
   * Reads application/x-www-form-urlencoded.
   *
   * @throws Refusal 400 when it is none, 413 when it has too many fields
   */
  static Form of(byte[] body) {
    String text = utf8(body);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int count = 0;
    for (String pair : text.isEmpty() ? List.<String>of() : split(text)) {
      if (++count > MOST_FIELDS) {
        throw new Refusal(413, "error.fields", MOST_FIELDS);
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      fields.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
    }
    return new Form(fields);
  }

  private static List<String> split(String text) {
    return List.of(text.split("&", MOST_FIELDS + 2));
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal(400, "error.form");
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "error.form");
    }
  }
}
