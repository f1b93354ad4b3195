package io.keelson.agent.http;

import io.javalin.http.Context;
import io.keelson.agent.host.NodeFacts;

/** {@code GET /v1/facts}: what kind of machine the node is. */
record FactsHandler(NodeFacts facts, Lane lane) {

  void handle(Context ctx) {
    lane.run(ctx, facts::read);
  }
}
