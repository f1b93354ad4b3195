package io.keelson.console.controller.look;

import io.keelson.console.controller.Visit;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.service.History;
import io.keelson.console.view.MyKindRow;
import java.util.Map;

/** What a MyKind was before, for who may see what it is now. */
record HistoryPages(History history) {

  void page(Visit visit) {
    String namespace = visit.part("namespace");
    String name = visit.part("name");
    KubeAnswer answer = visit.cluster().myKind(namespace, name);
    String title = visit.texts().of("look.history.title", name);
    if (answer instanceof KubeAnswer.Ok ok) {
      MyKindRow row = MyKindRow.of(ok.body());
      HistoryPage page = HistoryPage.of(row, history.of(namespace, name, row.uid()));
      visit.show(200, "look/history.jte", visit.frame(title), Map.of("page", page));
      return;
    }
    Trouble trouble = Trouble.of(visit.texts(), "", answer);
    visit.show(
        trouble.status(),
        "look/refused.jte",
        visit.frame(title),
        Map.of("trouble", trouble, "back", "/mykinds", "backKey", "look.back.mykinds"));
  }
}
