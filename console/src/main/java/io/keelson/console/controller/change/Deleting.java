package io.keelson.console.controller.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.controller.Visit;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.service.Audit;
import java.util.List;
import java.util.Map;

/** Deletes a MyKind, after what becomes of the nodes is chosen. */
final class Deleting {

  private static final JsonMapper JSON = new JsonMapper();

  private final Traces traces;

  Deleting(Traces traces) {
    this.traces = traces;
  }

  void ask(Visit visit) {
    ask(visit, 200, List.of());
  }

  private static void ask(Visit visit, int status, List<String> troubles) {
    KubeAnswer answer = visit.cluster().myKind(visit.part("namespace"), visit.part("name"));
    if (!(answer instanceof KubeAnswer.Ok ok)) {
      Editor.refused(visit, answer);
      return;
    }
    visit.show(
        status,
        "change/delete.jte",
        visit.frame(visit.texts().of("change.delete", visit.part("name"))),
        Map.of(
            "namespace", visit.part("namespace"),
            "name", visit.part("name"),
            "uid", ok.body().path("metadata").path("uid").asText(""),
            "policy", ok.body().path("spec").path("DeletionPolicy").asText("Revert"),
            "nodes", ok.body().path("status").path("Nodes").path("Target").asInt(0),
            "troubles", troubles));
  }

  void delete(Visit visit) {
    String namespace = visit.part("namespace");
    String name = visit.part("name");
    String policy = visit.form().text("policy");
    if (!policy.equals("Revert") && !policy.equals("Keep")) {
      ask(visit, 422, List.of(visit.texts().of("change.delete.choose")));
      return;
    }
    if (!visit.form().text("confirm").equals(name)) {
      ask(visit, 422, List.of(visit.texts().of("change.confirm", name)));
      return;
    }
    String uid = visit.form().text("uid");
    KubeAnswer there = visit.cluster().myKind(namespace, name);
    JsonNode before = there instanceof KubeAnswer.Ok ok ? ok.body().path("spec") : null;
    KubeAnswer answer = there instanceof KubeAnswer.Ok ok ? delete(visit, ok, uid, policy) : there;
    traces.leave(visit, Audit.DELETE, namespace, name, before, null, answer, policy);
    if (answer instanceof KubeAnswer.Ok) {
      visit.goTo("/mykinds", "change.deleting");
    } else {
      Editor.refused(visit, answer);
    }
  }

  /**
   * Who may change but not delete must not leave the other policy behind: so it is asked first
   * whether the deletion would be let.
   */
  private static KubeAnswer delete(Visit visit, KubeAnswer.Ok there, String uid, String policy) {
    JsonNode meta = there.body().path("metadata");
    String namespace = meta.path("namespace").asText("");
    String name = meta.path("name").asText("");
    if (!meta.path("uid").asText("").equals(uid)) {
      return Previews.changed();
    }
    if (!there.body().path("spec").path("DeletionPolicy").asText("Revert").equals(policy)
        && visit.cluster().mayWithMyKinds("delete", namespace)) {
      ObjectNode patch = JSON.createObjectNode();
      patch.putObject("metadata").put("uid", uid);
      patch.putObject("spec").put("DeletionPolicy", policy);
      KubeAnswer patched = visit.cluster().patch(namespace, name, patch);
      if (!(patched instanceof KubeAnswer.Ok)) {
        return patched;
      }
    }
    return visit.cluster().delete(namespace, name, uid, null);
  }
}
