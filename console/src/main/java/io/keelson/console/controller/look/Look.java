package io.keelson.console.controller.look;

import io.keelson.console.controller.Access;
import io.keelson.console.controller.Area;
import io.keelson.console.controller.Desk;
import io.keelson.console.live.Live;
import io.keelson.console.service.History;

/** The part of the console that shows what is. */
public final class Look implements Area, AutoCloseable {

  private final OverviewPages overview = new OverviewPages();
  private final MyKindPages myKinds = new MyKindPages();
  private final NodePages nodes = new NodePages();
  private final HistoryPages history;
  private final Streams streams;
  private final Live live;

  public Look(Desk desk, History history) {
    this.history = new HistoryPages(history);
    this.live =
        new Live(
            (user, namespace) -> new ClusterSource(desk.clusters().of(user), namespace),
            desk.clock());
    this.streams = new Streams(desk, live);
    desk.sessions().onEnd(live::end);
  }

  @Override
  public void routes(RouteSink routes) {
    routes.get("/", Access.USER, overview::page);
    routes.get("/mykinds", Access.USER, myKinds::list);
    routes.get("/mykinds/{namespace}/{name}", Access.USER, myKinds::one);
    routes.get("/mykinds/{namespace}/{name}/history", Access.USER, history::page);
    routes.get("/nodes", Access.USER, nodes::list);
    routes.get("/nodes/{name}", Access.USER, nodes::one);
    routes.get("/events/mykinds", Access.USER, streams::list);
    routes.get("/events/mykinds/{namespace}/{name}", Access.USER, streams::one);
  }

  /** How many pages follow the cluster now. */
  int streams() {
    return live.count();
  }

  /** Ends every stream, so that the server can stop. */
  @Override
  public void close() {
    live.close();
  }
}
