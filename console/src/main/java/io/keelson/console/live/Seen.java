package io.keelson.console.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.view.MyKindView;

/**
 * A MyKind as a watch saw it.
 *
 * @param came whether it is new or gone: the list has other rows now
 * @param gone whether it is deleted
 */
public record Seen(JsonNode object, MyKindView view, boolean came, boolean gone) {

  static Seen of(String type, JsonNode object) {
    boolean gone = type.equals("DELETED");
    return new Seen(object, MyKindView.of(object), gone || type.equals("ADDED"), gone);
  }

  String key() {
    return view.row().namespace() + "/" + view.row().name();
  }

  /** The same news, told together with what was known before and not told yet. */
  Seen after(Seen earlier) {
    return new Seen(object, view, came || earlier.came, gone);
  }
}
