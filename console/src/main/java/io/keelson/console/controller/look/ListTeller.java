package io.keelson.console.controller.look;

import io.keelson.console.controller.Desk;
import io.keelson.console.controller.Visit;
import io.keelson.console.live.News;
import io.keelson.console.live.Seen;
import io.keelson.console.view.MyKindRow;
import java.io.IOException;
import java.util.Map;

/** Tells a list: rows that changed as they are now, and when there are other rows. */
final class ListTeller extends Streams.Teller {

  private final boolean hasRows;

  ListTeller(Desk desk, Visit visit) {
    super(desk, visit);
    this.hasRows = visit.query("rows").isEmpty();
  }

  @Override
  boolean tell(News news, EventWriter writer) throws IOException {
    boolean isOther = news.again() || !hasRows;
    for (Seen seen : news.seen()) {
      MyKindRow row = seen.view().row();
      isOther |= seen.came();
      if (hasRows && !seen.gone()) {
        writer.event(row.id(), html("look/mykindrow.jte", Map.of("row", row)));
      }
    }
    if (isOther) {
      writer.event("list", "changed");
    }
    return true;
  }
}
