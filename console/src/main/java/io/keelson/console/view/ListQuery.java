package io.keelson.console.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a reader has asked a list of MyKinds for, as it stands in the address.
 *
 * @param page from 1
 */
public record ListQuery(Filter filter, Sort sort, boolean descending, int page) {

  private static final String PATH = "/mykinds";
  private static final int LONGEST = 253;

  /**
   * @param words gives a word of the query, or an empty text
   */
  public static ListQuery of(UnaryOperator<String> words) {
    Filter filter =
        new Filter(
            cut(words.apply("q")),
            cut(words.apply("namespace")),
            cut(words.apply("state")),
            cut(words.apply("api")),
            cut(words.apply("node")));
    return new ListQuery(
        filter,
        Sort.of(words.apply("sort")),
        words.apply("order").equals("desc"),
        page(words.apply("page")));
  }

  private static String cut(String word) {
    return word.length() > LONGEST ? word.substring(0, LONGEST) : word;
  }

  /** A page's number; 1 for anything that is none. */
  public static int page(String word) {
    return word.matches("[0-9]{1,6}") ? Math.max(1, Integer.parseInt(word)) : 1;
  }

  /** The address of this list. */
  public String self() {
    return page == 1 ? plain() : paging() + "page=" + page;
  }

  /** The address of this list, without its page, ready for more. */
  public String paging() {
    String plain = plain();
    return plain + (plain.contains("?") ? "&" : "?");
  }

  /** The address of the same list ordered by this; the other way round if it is so already. */
  public String by(Sort other) {
    boolean turned = other == sort && !descending;
    return new ListQuery(filter, other, turned, 1).plain();
  }

  /** For {@code aria-sort}. */
  public String order(Sort other) {
    if (other != sort) {
      return "none";
    }
    return descending ? "descending" : "ascending";
  }

  private String plain() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("q", filter.search());
    words.put("namespace", filter.namespace());
    words.put("state", filter.state());
    words.put("api", filter.api());
    words.put("node", filter.node());
    words.put("sort", sort == Sort.STATE ? "" : sort.word());
    words.put("order", descending ? "desc" : "");
    String query =
        words.entrySet().stream()
            .filter(word -> !word.getValue().isEmpty())
            .map(word -> word.getKey() + "=" + encoded(word.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? PATH : PATH + "?" + query;
  }

  private static String encoded(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8);
  }
}
