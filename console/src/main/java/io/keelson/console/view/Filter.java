package io.keelson.console.view;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which MyKinds a list shows; an empty text narrows nothing.
 *
 * @param search part of namespace/name, Api or message, in any case
 * @param state a word of {@link MyKindState}, or {@code paused}, {@code dryrun} or {@code drifted}
 * @param node the name of a node that has answered for it
 */
public record Filter(String search, String namespace, String state, String api, String node) {

  public static final Filter NONE = new Filter("", "", "", "", "");

  public Filter {
    search = search.strip();
    namespace = namespace.strip();
    state = state.strip();
    api = api.strip();
    node = node.strip();
  }

  public boolean isNarrow() {
    return !equals(NONE);
  }

  /** Whether it is shown. */
  public boolean shows(MyKindView view) {
    MyKindRow row = view.row();
    return (search.isEmpty() || row.mentions(search))
        && (namespace.isEmpty() || namespace.equals(row.namespace()))
        && (api.isEmpty() || api.equals(row.api()))
        && (node.isEmpty() || view.touches(node))
        && standing().test(row);
  }

  private Predicate<MyKindRow> standing() {
    return switch (state) {
      case "" -> row -> true;
      case "paused" -> MyKindRow::paused;
      case "dryrun" -> MyKindRow::dryRun;
      case "drifted" -> row -> row.counts().drifted() > 0;
      default -> {
        Optional<MyKindState> wanted = MyKindState.of(state);
        yield row -> wanted.isPresent() && wanted.get() == row.state();
      }
    };
  }
}
