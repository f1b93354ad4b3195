package io.keelson.console.controller.change;

import io.keelson.console.controller.Access;
import io.keelson.console.controller.Area;
import io.keelson.console.controller.Desk;
import io.keelson.console.service.History;
import io.keelson.console.service.Seals;

/** The part of the console that changes MyKinds. */
public final class Change implements Area {

  private final Editor editor;
  private final Previews previews;
  private final Applying applying;
  private final Deleting deleting;

  public Change(Desk desk, History history, Seals seals) {
    Crowding crowding = new Crowding();
    Traces traces = new Traces(desk.audit());
    previews = new Previews(seals, traces);
    editor = new Editor(history, crowding, previews);
    applying = new Applying(seals, traces, history, crowding);
    deleting = new Deleting(traces);
  }

  @Override
  public void routes(RouteSink routes) {
    routes.get("/mykinds/new", Access.USER, editor::fresh);
    routes.get("/mykinds/{namespace}/{name}/edit", Access.USER, editor::open);
    routes.post("/mykinds/draft", Access.USER, editor::act);
    routes.post("/mykinds/preview", Access.USER, previews::state);
    routes.post("/mykinds/apply", Access.USER, applying::apply);
    routes.post("/mykinds/{namespace}/{name}/pause", Access.USER, applying::pause);
    routes.get("/mykinds/{namespace}/{name}/delete", Access.USER, deleting::ask);
    routes.post("/mykinds/{namespace}/{name}/delete", Access.USER, deleting::delete);
  }
}
