package io.keelson.console.controller.look;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.keelson.console.page.Assets;
import io.keelson.console.page.Frame;
import io.keelson.console.page.Language;
import io.keelson.console.page.Pages;
import io.keelson.console.page.Texts;
import io.keelson.console.service.Revision;
import io.keelson.console.service.Session;
import io.keelson.console.service.User;
import io.keelson.console.view.EventRow;
import io.keelson.console.view.ListQuery;
import io.keelson.console.view.MyKindView;
import io.keelson.console.view.NodePage;
import io.keelson.console.view.NodeQuery;
import io.keelson.console.view.NodeRow;
import io.keelson.console.view.Overview;
import io.keelson.console.view.PerNode;
import io.keelson.console.view.Slice;
import io.keelson.console.view.YamlText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever an object says, it stays text (W-11). */
final class RenderingTest {

  private static final String EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
  private static final Pattern TAG = Pattern.compile("<[a-zA-Z][^>]*>");

  private static final String OBJECT =
      """
      apiVersion: apps.mydomain.com/v1alpha1
      metadata:
        {namespace: EVIL, name: EVIL, uid: EVIL, resourceVersion: EVIL, generation: 2,
         labels: {EVIL: EVIL}, creationTimestamp: "2026-12-01T08:00:00Z"}
      spec:
        Workers: [{Name: EVIL}]
        NodeSelector: {matchLabels: {EVIL: EVIL}}
        Http: {Api: EVIL, Method: EVIL, Port: EVIL, TargetType: EVIL,
               Parameters: [{Key: EVIL, Value: EVIL, Mode: EVIL}, {Key: EVIL, Value: "EVIL\\nEVIL"}]}
        DryRun: true
        Paused: true
      status:
        State: EVIL
        Msg: EVIL
        observedGeneration: 2
        Nodes: {Target: 4, Applied: 1, Failed: 1, Offline: 1, Drifted: 1}
        Results:
          - {Nodes: EVIL, Outcome: EVIL, Problems: [{Key: EVIL, Code: EVIL, Message: EVIL}]}
          - {Nodes: EVIL, Outcome: Applied, Changes: [{Key: EVIL, Was: EVIL, Now: x}, {Key: EVIL, Now: EVIL}], Drifted: [{Key: EVIL, Message: EVIL}]}
          - {Nodes: 3 nodes with other details, Outcome: Offline}
        conditions:
          - {type: EVIL, status: EVIL, reason: EVIL, message: EVIL, lastTransitionTime: "2026-12-01T08:00:00Z"}
        addresses: [{type: EVIL, address: EVIL}]
        nodeInfo: {osImage: EVIL, kernelVersion: EVIL, kubeletVersion: EVIL}
      items:
        - {type: Warning, reason: EVIL, message: EVIL, count: 4, lastTimestamp: "2026-12-01T08:00:00Z"}
      """;

  private final Pages pages = new Pages();
  private final Assets assets = new Assets();
  private final JsonNode object = object();
  private final MyKindView view = MyKindView.of(object);

  private static JsonNode object() {
    try {
      String json = new YAMLMapper().readTree(OBJECT).toString();
      return new JsonMapper().readTree(json.replace("EVIL", EVIL.replace("\"", "\\\"")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Frame frame(Language language) {
    Instant now = Instant.parse("2026-12-01T09:00:00Z");
    User user = new User(UUID.randomUUID(), "eve", true, true, false, "", List.of(), now, null);
    Session session = new Session("key", user, "csrf", now, now);
    return new Frame(EVIL, Texts.in(language), session, "csrf", "/mykinds", now, assets);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void nothingOfAnObjectIsMarkup(Language language) {
    Frame frame = frame(language);
    PerNode perNode = PerNode.of(view.results(), "", 1);
    ListQuery query = ListQuery.of(word -> EVIL);
    Trouble trouble = new Trouble(403, "lock", EVIL, EVIL, EVIL);
    List<Trouble> troubles = List.of(trouble);
    NodeRow node = NodeRow.of(object);

    check(
        pages.html(
            "look/mykind.jte",
            frame,
            Map.of(
                "view", view,
                "nodes", perNode,
                "events", EventRow.all(object),
                "troubles", troubles,
                "yaml", YamlText.of(object),
                "stream", EVIL)));
    check(
        pages.html(
            "look/mykinds.jte",
            frame,
            Map.of(
                "query", query,
                "slice", Slice.of(List.of(view.row()), 1),
                "namespaces", List.of(EVIL, "b"),
                "troubles", troubles,
                "events", EVIL)));
    check(
        pages.html(
            "look/nodes.jte",
            frame,
            Map.of("query", NodeQuery.of(word -> EVIL), "slice", Slice.of(List.of(node), 1))));
    check(
        pages.html(
            "look/node.jte",
            frame,
            Map.of("node", NodePage.of(object, List.of(view)), "troubles", troubles)));
    check(
        pages.html(
            "look/overview.jte",
            frame,
            Map.of(
                "overview",
                Overview.of(List.of(node), List.of(view)),
                "troubles",
                troubles,
                "knowsNodes",
                true,
                "knowsMyKinds",
                true)));
    check(pages.html("look/history.jte", frame, Map.of("page", history())));
    check(
        pages.html(
            "look/refused.jte",
            frame,
            Map.of("trouble", trouble, "back", "/", "backKey", "look.back.overview")));
  }

  private HistoryPage history() {
    Instant now = Instant.parse("2026-12-01T09:00:00Z");
    UUID id = UUID.randomUUID();
    String spec = object.path("spec").toString();
    return HistoryPage.of(
        view.row(),
        List.of(
            new Revision(id, EVIL, EVIL, EVIL, 2, EVIL, now, spec),
            new Revision(id, EVIL, EVIL, EVIL, 1, EVIL, now, "{\"DryRun\":false}"),
            new Revision(id, EVIL, EVIL, EVIL, 0, EVIL, now, "no json")));
  }

  /** The words must be there, and no tag of theirs. */
  private static void check(String html) {
    assertThat(html).contains("alert(1)").doesNotContain("<script>").doesNotContain("<img");
    Matcher tag = TAG.matcher(html);
    while (tag.find()) {
      String bare = tag.group().replaceAll("\"[^\"]*\"|'[^']*'", "");
      assertThat(bare).as(tag.group()).doesNotContain("alert", "onerror", " style", " onclick");
    }
  }
}
