package io.keelson.console.controller.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.controller.Refusal;
import io.keelson.console.controller.Visit;
import io.keelson.console.controller.change.Previews.Sealed;
import io.keelson.console.form.Manifests;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.service.Audit;
import io.keelson.console.service.History;
import io.keelson.console.service.Seals;
import io.keelson.console.view.YamlText;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies exactly what was previewed. */
final class Applying {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int TRIES = 5;

  private final Seals seals;
  private final Traces traces;
  private final History history;
  private final Crowding crowding;

  Applying(Seals seals, Traces traces, History history, Crowding crowding) {
    this.seals = seals;
    this.traces = traces;
    this.history = history;
    this.crowding = crowding;
  }

  void apply(Visit visit) {
    try (Crowding.Place place = crowding.take(visit.user().id())) {
      Sealed seal =
          seals
              .open(visit.user().id(), Previews.SEAL, visit.form().text("seal"))
              .map(Sealed::of)
              .orElseThrow(() -> new Refusal(410, "change.old"));
      String text = visit.form().text("manifest");
      if (!Seals.checksum(text).equals(seal.checksum())) {
        throw new Refusal(409, "change.notthis");
      }
      String[] confirm = seal.extra().split(" ", -1);
      if (confirm[0].equals("true") && !visit.form().text("confirm").equals(seal.name())) {
        unconfirmed(visit, seal, text);
        return;
      }
      apply(visit, seal, manifest(text), confirm[1] + " nodes previewed");
    }
  }

  private static void unconfirmed(Visit visit, Sealed seal, String text) {
    visit.show(
        422,
        "change/confirm.jte",
        visit.frame(visit.texts().of("change.preview", seal.name())),
        Map.of("name", seal.name(), "manifest", text, "seal", visit.form().text("seal")));
  }

  private static ObjectNode manifest(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a sealed manifest is no JSON", e);
    }
  }

  private void apply(Visit visit, Sealed seal, ObjectNode manifest, String detail) {
    JsonNode before = null;
    KubeAnswer answer;
    if (seal.uid().isEmpty()) {
      answer = create(visit, seal, manifest);
    } else {
      Replaced replaced = replace(visit, seal, manifest);
      before = replaced.before();
      answer = replaced.answer();
    }
    JsonNode spec = before == null ? null : before.path("spec");
    traces.leave(
        visit,
        Audit.APPLY,
        seal.namespace(),
        seal.name(),
        spec,
        manifest.path("spec"),
        answer,
        detail);
    if (!(answer instanceof KubeAnswer.Ok ok)) {
      refused(visit, seal, manifest, answer);
      return;
    }
    if (before != null) {
      keep(visit, before, authorOf(before));
    }
    keep(visit, ok.body(), visit.user().name());
    visit.goTo("/mykinds/" + seal.namespace() + "/" + seal.name(), "change.applied");
  }

  /** A second press of the button finds that there is what it wants. */
  private static KubeAnswer create(Visit visit, Sealed seal, ObjectNode manifest) {
    KubeAnswer answer = visit.cluster().create(seal.namespace(), manifest, false);
    boolean exists = answer instanceof KubeAnswer.Refused refused && refused.code() == 409;
    return exists
            && visit.cluster().myKind(seal.namespace(), seal.name()) instanceof KubeAnswer.Ok there
            && Manifests.isSame(there.body(), manifest)
        ? there
        : answer;
  }

  private record Replaced(@Nullable JsonNode before, KubeAnswer answer) {}

  /** The status is written all the time, which changes the version but not what was previewed. */
  private static Replaced replace(Visit visit, Sealed seal, ObjectNode manifest) {
    for (int tried = 0; ; tried++) {
      KubeAnswer there = visit.cluster().myKind(seal.namespace(), seal.name());
      if (!(there instanceof KubeAnswer.Ok ok)) {
        return new Replaced(null, there);
      }
      if (!Previews.isSame(ok.body(), seal.uid(), Long.parseLong(seal.generation()))) {
        // The same: a second press of the button.
        boolean isDone =
            Previews.isOf(ok.body(), seal.uid()) && Manifests.isSame(ok.body(), manifest);
        return new Replaced(ok.body(), isDone ? ok : Previews.changed());
      }
      KubeAnswer answer =
          visit
              .cluster()
              .replace(seal.namespace(), seal.name(), Manifests.onto(ok.body(), manifest), false);
      boolean again = answer instanceof KubeAnswer.Refused refused && refused.code() == 409;
      if (!again || tried == TRIES) {
        return new Replaced(ok.body(), answer);
      }
    }
  }

  private static void refused(Visit visit, Sealed seal, ObjectNode manifest, KubeAnswer answer) {
    Desired again =
        new Desired(
            seal.uid(),
            Long.parseLong(seal.generation()),
            Manifests.draft(manifest).isPresent()
                ? Optional.empty()
                : Optional.of(YamlText.of(manifest)),
            Manifests.draft(manifest),
            Optional.of(manifest),
            Optional.empty());
    Editor.again(visit, again, answer);
  }

  private void keep(Visit visit, JsonNode object, String author) {
    JsonNode meta = object.path("metadata");
    history.keep(
        meta.path("namespace").asText(""),
        meta.path("name").asText(""),
        meta.path("uid").asText(""),
        meta.path("generation").asLong(0),
        author,
        visit.frame("").now(),
        object.path("spec").toString());
  }

  /** Who wrote the spec before, as far as the API server noted it: the name of a program. */
  private static String authorOf(JsonNode object) {
    String author = "";
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      if (entry.path("fieldsV1").has("f:spec")) {
        author = entry.path("manager").asText("");
      }
    }
    return author;
  }

  /** Pauses, or goes on. */
  void pause(Visit visit) {
    String namespace = visit.part("namespace");
    String name = visit.part("name");
    boolean paused = visit.form().text("paused").equals("true");
    ObjectNode patch = JSON.createObjectNode();
    patch.putObject("spec").put("Paused", paused);
    KubeAnswer answer = visit.cluster().patch(namespace, name, patch);
    traces.leave(
        visit,
        Audit.PAUSE,
        namespace,
        name,
        null,
        answer instanceof KubeAnswer.Ok ok ? ok.body().path("spec") : null,
        answer,
        paused ? "paused" : "goes on");
    if (answer instanceof KubeAnswer.Ok ok) {
      keep(visit, ok.body(), visit.user().name());
      visit.goTo("/mykinds/" + namespace + "/" + name, paused ? "change.paused" : "change.goeson");
    } else {
      Editor.refused(visit, answer);
    }
  }
}
