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
    List<NodeRow> nodes =
        switch (visit.cluster().nodes(null, NodeRow::of)) {
          case Listed.All<NodeRow> all -> all.items();
          case Listed.Failed<NodeRow> failed -> {
            String where = visit.texts().of("look.nodes.title");
            troubles.add(Trouble.of(visit.texts(), where, failed.why()));
            yield List.of();
          }
        };
    Overview overview = Overview.of(nodes, gathered.views());
    String template = visit.wantsPart() ? "look/overviewbody.jte" : "look/overview.jte";
    visit.show(
        template,
        "look.overview.title",
        visit.wantsPart()
            ? Map.of("overview", overview)
            : Map.of("overview", overview, "troubles", List.copyOf(troubles)));
  }
}
