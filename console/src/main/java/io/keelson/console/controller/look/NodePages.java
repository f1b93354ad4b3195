package io.keelson.console.controller.look;

import io.keelson.console.controller.Visit;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.Listed;
import io.keelson.console.page.Frame;
import io.keelson.console.view.NodePage;
import io.keelson.console.view.NodeQuery;
import io.keelson.console.view.NodeRow;
import io.keelson.console.view.Slice;
import java.util.List;
import java.util.Map;

/** The list of nodes, and the page of one. */
final class NodePages {

  void list(Visit visit) {
    NodeQuery query = NodeQuery.of(visit::query);
    switch (visit.cluster().nodes(NodeRow::of)) {
      case Listed.All<NodeRow> all -> {
        Slice<NodeRow> slice = query.of(all.items());
        visit.show(
            visit.wantsPart() ? "look/nodetable.jte" : "look/nodes.jte",
            "look.nodes.title",
            Map.of("query", query, "slice", slice));
      }
      case Listed.Failed<NodeRow> failed ->
          refused(visit, failed.why(), visit.texts().of("look.nodes.title"), "/", "overview");
    }
  }

  void one(Visit visit) {
    String name = visit.part("name");
    KubeAnswer answer = visit.cluster().node(name);
    if (answer instanceof KubeAnswer.Ok ok) {
      Gathered gathered = Gathered.of(visit, "");
      visit.show(
          200,
          "look/node.jte",
          visit.frame(name),
          Map.of(
              "node", NodePage.of(ok.body(), gathered.views()),
              "troubles", gathered.troubles()));
      return;
    }
    refused(visit, answer, name, "/nodes", "nodes");
  }

  private static void refused(
      Visit visit, KubeAnswer answer, String title, String back, String where) {
    Trouble trouble = Trouble.of(visit.texts(), "", answer);
    Frame frame = visit.frame(title);
    if (visit.wantsPart()) {
      visit.show(
          trouble.status(), "look/troubles.jte", frame, Map.of("troubles", List.of(trouble)));
      return;
    }
    visit.show(
        trouble.status(),
        "look/refused.jte",
        frame,
        Map.of("trouble", trouble, "back", back, "backKey", "look.back." + where));
  }
}
