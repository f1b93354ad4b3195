package io.keelson.console.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a reader has asked the list of nodes for.
 *
 * @param search part of a name, address, system or role
 * @param state a word of {@link NodeState} or {@code cordoned}; empty: all
 */
public record NodeQuery(String search, String state, int page) {

  private static final String PATH = "/nodes";
  private static final int LONGEST = 253;

  /**
   * @param words gives a word of the query, or an empty text
   */
  public static NodeQuery of(UnaryOperator<String> words) {
    String search = words.apply("q").strip();
    return new NodeQuery(
        search.length() > LONGEST ? search.substring(0, LONGEST) : search,
        words.apply("state"),
        ListQuery.page(words.apply("page")));
  }

  /** The page asked for: nodes that need a person first. */
  public Slice<NodeRow> of(List<NodeRow> nodes) {
    Comparator<NodeRow> order = search.isEmpty() ? NodeRow.BY_STATE : NodeRow.BY_NAME;
    return Slice.of(nodes.stream().filter(this::shows).sorted(order).toList(), page);
  }

  private boolean shows(NodeRow row) {
    if (!row.mentions(search)) {
      return false;
    }
    if (state.equals("cordoned")) {
      return !row.schedulable();
    }
    Optional<NodeState> wanted = NodeState.of(state);
    return state.isEmpty() || (wanted.isPresent() && wanted.get() == row.state());
  }

  public boolean isNarrow() {
    return !search.isEmpty() || !state.isEmpty();
  }

  /** The address without its page, ready for more. */
  public String paging() {
    String query = search.isEmpty() ? "" : "q=" + encoded(search) + "&";
    return PATH + "?" + query + (state.isEmpty() ? "" : "state=" + encoded(state) + "&");
  }

  private static String encoded(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8);
  }
}
