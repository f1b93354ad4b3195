package io.keelson.console.controller.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.controller.Refusal;
import io.keelson.console.controller.Visit;
import io.keelson.console.form.Draft;
import io.keelson.console.form.Manifests;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.Sentences;
import io.keelson.console.service.Grant;
import io.keelson.console.service.History;
import io.keelson.console.service.Revision;
import io.keelson.console.service.Role;
import io.keelson.console.view.YamlText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The editor: a form and YAML of the same MyKind, and what is wrong with it while it is typed. */
final class Editor {

  private static final JsonMapper JSON = new JsonMapper();

  private final History history;
  private final Crowding crowding;
  private final Previews previews;

  Editor(History history, Crowding crowding, Previews previews) {
    this.history = history;
    this.crowding = crowding;
    this.previews = previews;
  }

  void fresh(Visit visit) {
    Draft draft =
        Draft.empty(visit.query("namespace").isEmpty() ? home(visit) : visit.query("namespace"));
    Desired desired =
        new Desired(
            "",
            0,
            Optional.empty(),
            Optional.of(draft),
            Optional.of(Manifests.of(draft)),
            Optional.empty());
    show(visit, 200, desired, Remarks.notes(List.of()));
  }

  /** Where the user may make something, if that is one place. */
  private static String home(Visit visit) {
    List<String> places =
        visit.user().grants().stream()
            .filter(grant -> grant.role() != Role.VIEWER && !grant.everywhere())
            .map(Grant::namespace)
            .toList();
    return places.size() == 1 ? places.getFirst() : "default";
  }

  void open(Visit visit) {
    KubeAnswer answer = visit.cluster().myKind(visit.part("namespace"), visit.part("name"));
    if (!(answer instanceof KubeAnswer.Ok ok)) {
      refused(visit, answer);
      return;
    }
    JsonNode meta = ok.body().path("metadata");
    ObjectNode manifest = Manifests.of(ok.body());
    List<String> notes = new ArrayList<>();
    if (!visit.query("revision").isEmpty()) {
      Revision revision = revision(visit, meta.path("uid").asText(""));
      manifest = Manifests.with(manifest, spec(revision));
      notes.add(visit.texts().of("change.returning", String.valueOf(revision.generation())));
    }
    show(
        visit,
        200,
        desired(meta.path("uid").asText(""), meta.path("generation").asLong(0), manifest),
        Remarks.notes(notes));
  }

  private Revision revision(Visit visit, String uid) {
    try {
      return history
          .find(UUID.fromString(visit.query("revision")))
          .filter(one -> one.uid().equals(uid))
          .filter(one -> one.namespace().equals(visit.part("namespace")))
          .orElseThrow(() -> new Refusal(404, "change.norevision"));
    } catch (IllegalArgumentException notAnId) {
      throw new Refusal(404, "change.norevision");
    }
  }

  private static JsonNode spec(Revision revision) {
    try {
      return JSON.readTree(revision.specJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept spec is no JSON", e);
    }
  }

  /** The form where it has a field for everything, else YAML. */
  private static Desired desired(String uid, long generation, ObjectNode manifest) {
    Optional<Draft> draft = Manifests.draft(manifest);
    return new Desired(
        uid,
        generation,
        draft.isPresent() ? Optional.empty() : Optional.of(YamlText.of(manifest)),
        draft,
        Optional.of(manifest),
        Optional.empty());
  }

  /** Every button of the editor, and each pause in typing. */
  void act(Visit visit) {
    try (Crowding.Place place = crowding.take(visit.user().id())) {
      Desired desired = Desired.of(visit.form());
      String what = visit.form().text("do");
      if (what.equals("check")) {
        check(visit, desired);
      } else if (what.equals("preview")) {
        preview(visit, desired);
      } else {
        turn(visit, desired, what);
      }
    }
  }

  private static void turn(Visit visit, Desired desired, String what) {
    Desired turned = turned(desired, what);
    boolean isStuck = what.equals("form") && turned.draft().isEmpty();
    Remarks remarks =
        turned.wrong().isPresent()
            ? Remarks.of(visit, turned)
            : Remarks.notes(isStuck ? List.of(visit.texts().of("change.noform")) : List.of());
    show(visit, 200, turned, remarks);
  }

  private static Desired turned(Desired desired, String what) {
    if (what.equals("yaml") && desired.manifest().isPresent()) {
      return new Desired(
          desired.uid(),
          desired.generation(),
          Optional.of(YamlText.of(desired.manifest().get())),
          Optional.empty(),
          desired.manifest(),
          Optional.empty());
    }
    if (what.equals("form") && desired.manifest().isPresent()) {
      Desired form = desired(desired.uid(), desired.generation(), desired.manifest().get());
      // What stays YAML stays as it was typed, with its remarks.
      return form.draft().isPresent() ? form : desired;
    }
    if (desired.draft().isEmpty()) {
      return desired;
    }
    Draft draft = desired.draft().get();
    Draft other =
        what.equals("add")
            ? draft.withRow()
            : what.matches("remove-[0-9]{1,4}")
                ? draft.withoutRow(Integer.parseInt(what.substring(7)))
                : draft.tidy();
    return new Desired(
        desired.uid(),
        desired.generation(),
        Optional.empty(),
        Optional.of(other),
        Optional.of(Manifests.of(other)),
        Optional.empty());
  }

  private static void check(Visit visit, Desired desired) {
    Remarks remarks = Remarks.of(visit, desired);
    visit.show(
        200,
        "change/findings.jte",
        visit.frame(""),
        Map.of(
            "rows", desired.draft().map(draft -> draft.rows().size()).orElse(0),
            "findings", remarks.findings(),
            "troubles", remarks.troubles()));
  }

  private void preview(Visit visit, Desired desired) {
    if (desired.manifest().isEmpty() || !Remarks.findings(desired).isEmpty()) {
      show(visit, 422, desired, Remarks.of(visit, desired));
      return;
    }
    Optional<KubeAnswer> no = previews.begin(visit, desired, desired.manifest().get());
    no.ifPresent(answer -> again(visit, desired, answer));
  }

  /**
   * Shows the editor again, with why it came to nothing. When somebody was faster, the next preview
   * is over what they made of it.
   */
  static void again(Visit visit, Desired desired, KubeAnswer answer) {
    int status = answer instanceof KubeAnswer.Refused refused ? refused.code() : 502;
    if (status == 409 && !desired.isNew() && desired.manifest().isPresent()) {
      JsonNode manifest = desired.manifest().get();
      KubeAnswer there =
          visit.cluster().myKind(Desired.namespace(manifest), Desired.name(manifest));
      if (there instanceof KubeAnswer.Ok ok && Previews.isOf(ok.body(), desired.uid())) {
        long generation = ok.body().path("metadata").path("generation").asLong(0);
        Desired over = desired.over(generation);
        show(visit, 409, over, Remarks.overtaken(visit, over, ok.body()));
        return;
      }
    }
    show(visit, status, desired, Remarks.refused(visit, desired, answer));
  }

  static void show(Visit visit, int status, Desired desired, Remarks remarks) {
    Map<String, Object> model = new HashMap<>();
    model.put("desired", desired);
    model.put("draft", desired.draft().orElse(Draft.empty("")));
    model.put("yaml", desired.yaml().orElse(""));
    model.put("notes", remarks.notes());
    model.put("findings", remarks.findings());
    model.put("troubles", remarks.troubles());
    String title =
        desired.isNew() || desired.manifest().isEmpty()
            ? visit.texts().of("change.new")
            : visit.texts().of("change.edit", Desired.name(desired.manifest().get()));
    model.put("title", title);
    visit.show(
        status,
        visit.wantsPart() ? "change/editor.jte" : "change/edit.jte",
        visit.frame(title),
        model);
  }

  static void refused(Visit visit, KubeAnswer answer) {
    int status = answer instanceof KubeAnswer.Refused refused ? refused.code() : 502;
    visit.show(
        status < 400 ? 502 : status,
        "frame/error.jte",
        visit.frame(visit.texts().of("error.title")),
        Map.of("status", status, "sentence", Sentences.of(visit.texts(), answer)));
  }
}
