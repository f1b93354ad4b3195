package io.keelson.console.controller.look;

import io.keelson.console.controller.Visit;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.page.Frame;
import io.keelson.console.view.EventRow;
import io.keelson.console.view.ListQuery;
import io.keelson.console.view.MyKindRow;
import io.keelson.console.view.MyKindView;
import io.keelson.console.view.PerNode;
import io.keelson.console.view.Slice;
import io.keelson.console.view.YamlText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The list of MyKinds, and the page of one. */
final class MyKindPages {

  void list(Visit visit) {
    ListQuery query = ListQuery.of(visit::query);
    Gathered gathered = Gathered.of(visit, query.filter().namespace());
    List<MyKindRow> rows =
        gathered.views().stream()
            .filter(query.filter()::shows)
            .map(MyKindView::row)
            .sorted(query.sort().order(query.descending()))
            .toList();
    Slice<MyKindRow> slice = Slice.of(rows, query.page());
    if (visit.wantsPart()) {
      visit.show(
          "look/mykindtable.jte",
          "look.mykinds.title",
          Map.of("query", query, "slice", slice, "troubles", gathered.troubles()));
      return;
    }
    visit.show(
        "look/mykinds.jte",
        "look.mykinds.title",
        Map.of(
            "query", query,
            "slice", slice,
            "namespaces", gathered.namespaces(visit),
            "troubles", gathered.troubles(),
            "events", events(visit, query, gathered)));
  }

  private static String events(Visit visit, ListQuery query, Gathered gathered) {
    String namespace = query.filter().namespace();
    return "/events/mykinds?made="
        + visit.frame("").now().toEpochMilli()
        + gathered.version().map(version -> "&version=" + encoded(version)).orElse("")
        + (namespace.isEmpty() ? "" : "&namespace=" + encoded(namespace));
  }

  private static String encoded(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8);
  }

  void one(Visit visit) {
    String namespace = visit.part("namespace");
    String name = visit.part("name");
    switch (visit.cluster().myKind(namespace, name)) {
      case KubeAnswer.Ok ok -> show(visit, ok);
      case KubeAnswer.Refused refused -> refused(visit, refused);
      case KubeAnswer.Unreachable unreachable -> refused(visit, unreachable);
    }
  }

  private static void refused(Visit visit, KubeAnswer answer) {
    Trouble trouble = Trouble.of(visit.texts(), "", answer);
    Frame frame = visit.frame(visit.part("namespace") + "/" + visit.part("name"));
    if (visit.wantsPart()) {
      visit.show(
          trouble.status(), "look/troubles.jte", frame, Map.of("troubles", List.of(trouble)));
      return;
    }
    visit.show(
        trouble.status(),
        "look/refused.jte",
        frame,
        Map.of("trouble", trouble, "back", "/mykinds", "backKey", "look.back.mykinds"));
  }

  private static void show(Visit visit, KubeAnswer.Ok ok) {
    MyKindView view = MyKindView.of(ok.body());
    MyKindRow row = view.row();
    PerNode nodes =
        PerNode.of(view.results(), visit.query("node"), ListQuery.page(visit.query("page")));
    Frame frame = visit.frame(row.namespace() + "/" + row.name());
    if (visit.wantsPart() && !visit.query("part").equals("events")) {
      visit.show(200, "look/pernode.jte", frame, Map.of("row", row, "nodes", nodes));
      return;
    }
    List<Trouble> troubles = new ArrayList<>();
    List<EventRow> events = events(visit, row, troubles);
    if (visit.wantsPart()) {
      visit.show(200, "look/events.jte", frame, Map.of("row", row, "events", events));
      return;
    }
    visit.show(
        200,
        "look/mykind.jte",
        frame,
        Map.of(
            "view",
            view,
            "nodes",
            nodes,
            "events",
            events,
            "troubles",
            List.copyOf(troubles),
            "yaml",
            YamlText.of(ok.body()),
            "stream",
            "/events" + row.path() + "?version=" + encoded(row.resourceVersion())));
  }

  private static List<EventRow> events(Visit visit, MyKindRow row, List<Trouble> troubles) {
    KubeAnswer answer = visit.cluster().events(row.namespace(), row.uid());
    if (answer instanceof KubeAnswer.Ok ok) {
      return EventRow.all(ok.body());
    }
    troubles.add(Trouble.of(visit.texts(), visit.texts().of("look.events"), answer));
    return List.of();
  }
}
