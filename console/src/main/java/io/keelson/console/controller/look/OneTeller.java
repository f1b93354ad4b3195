package io.keelson.console.controller.look;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.controller.Desk;
import io.keelson.console.controller.Visit;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.live.News;
import io.keelson.console.live.Seen;
import io.keelson.console.view.MyKindView;
import io.keelson.console.view.YamlText;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Tells the page of one MyKind: each part that looks otherwise now. */
final class OneTeller extends Streams.Teller {

  private final Map<String, String> told = new HashMap<>();
  private String version;

  OneTeller(Desk desk, Visit visit) {
    super(desk, visit);
    this.version = visit.query("version");
  }

  @Override
  boolean tell(News news, EventWriter writer) throws IOException {
    for (Seen seen : news.seen()) {
      if (seen.gone()) {
        return over(writer, "look.gone");
      }
      show(seen.object(), seen.view(), writer);
    }
    if (!news.again()) {
      return true;
    }
    return switch (visit().cluster().myKind(visit().part("namespace"), visit().part("name"))) {
      case KubeAnswer.Ok ok -> {
        show(ok.body(), MyKindView.of(ok.body()), writer);
        yield true;
      }
      case KubeAnswer.Refused refused ->
          switch (refused.code()) {
            case 403 -> over(writer, "look.over.forbidden");
            case 404 -> over(writer, "look.gone");
            // Trouble of the moment: the page stays as it is until that has passed.
            default -> true;
          };
      case KubeAnswer.Unreachable unreachable -> true;
    };
  }

  private boolean over(EventWriter writer, String key) throws IOException {
    writer.event("over", html("look/over.jte", Streams.over(key, "/mykinds")));
    return false;
  }

  private void show(JsonNode object, MyKindView view, EventWriter writer) throws IOException {
    if (view.row().resourceVersion().equals(version)) {
      return;
    }
    version = view.row().resourceVersion();
    part(writer, "standing", "look/standing.jte", Map.of("row", view.row()));
    part(writer, "spec", "look/spec.jte", Map.of("spec", view.spec()));
    part(writer, "results", "look/results.jte", Map.of("results", view.results()));
    part(writer, "conditions", "look/conditions.jte", Map.of("conditions", view.conditions()));
    part(writer, "yaml", "look/yaml.jte", Map.of("yaml", YamlText.of(object)));
    writer.event("changed", "changed");
  }

  private void part(
      EventWriter writer, String name, String template, Map<String, Object> parameters)
      throws IOException {
    String html = html(template, parameters);
    if (!html.equals(told.put(name, html))) {
      writer.event(name, html);
    }
  }
}
