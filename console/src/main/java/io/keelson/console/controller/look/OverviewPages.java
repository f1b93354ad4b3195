package io.keelson.console.controller.look;

import io.keelson.console.controller.Visit;
import io.keelson.console.kube.Listed;
import io.keelson.console.view.NodeRow;
import io.keelson.console.view.Overview;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The first page: the whole at a glance. */
final class OverviewPages {

  void page(Visit visit) {
    Gathered gathered = Gathered.of(visit, "");
    List<Trouble> troubles = new ArrayList<>(gathered.troubles());
    Listed<NodeRow> listed = visit.cluster().nodes(NodeRow::of);
    List<NodeRow> nodes =
        switch (listed) {
          case Listed.All<NodeRow> all -> all.items();
          case Listed.Failed<NodeRow> failed -> {
            String where = visit.texts().of("look.nodes.title");
            troubles.add(Trouble.of(visit.texts(), where, failed.why()));
            yield List.of();
          }
        };
    visit.show(
        visit.wantsPart() ? "look/overviewbody.jte" : "look/overview.jte",
        "look.overview.title",
        Map.of(
            "overview", Overview.of(nodes, gathered.views()),
            "troubles", List.copyOf(troubles),
            "knowsNodes", listed instanceof Listed.All,
            "knowsMyKinds", !gathered.isBlind()));
  }
}
