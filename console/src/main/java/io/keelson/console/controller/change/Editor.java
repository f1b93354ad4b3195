package io.keelson.console.controller.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.controller.Refusal;
import io.keelson.console.controller.Visit;
import io.keelson.console.form.Draft;
import io.keelson.console.form.Findings;
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
    show(visit, 200, desired, List.of(), false);
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
        notes,
        false);
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
        show(visit, 200, turned(desired, what), List.of(), false);
      }
    }
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
      return desired(desired.uid(), desired.generation(), desired.manifest().get());
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
    visit.show(
        200,
        "change/findings.jte",
        visit.frame(""),
        Map.of(
            "rows", desired.draft().map(draft -> draft.rows().size()).orElse(0),
            "findings", findings(desired),
            "troubles", troubles(visit, desired)));
  }

  private void preview(Visit visit, Desired desired) {
    if (desired.manifest().isEmpty() || !findings(desired).isEmpty()) {
      show(visit, 422, desired, List.of(), true);
      return;
    }
    Optional<KubeAnswer> no = previews.begin(visit, desired, desired.manifest().get());
    if (no.isPresent()) {
      int status = no.get() instanceof KubeAnswer.Refused refused ? refused.code() : 502;
      show(visit, status, desired, words(visit, no.get()), true);
    }
  }

  /** The API server's own words name the field; its sentence names the kind of trouble. */
  static List<String> words(Visit visit, KubeAnswer answer) {
    List<String> words = new ArrayList<>();
    if (answer instanceof KubeAnswer.Refused refused && !refused.causes().isEmpty()) {
      words.add(visit.texts().of("change.refused"));
      refused.causes().forEach(cause -> words.add(cause.field() + ": " + cause.message()));
    } else {
      words.add(Sentences.of(visit.texts(), answer));
    }
    return words;
  }

  static Findings findings(Desired desired) {
    return desired.manifest().map(Findings::of).orElse(new Findings(Map.of(), List.of()));
  }

  private static List<String> troubles(Visit visit, Desired desired) {
    List<String> troubles = new ArrayList<>();
    desired
        .wrong()
        .ifPresent(
            wrong ->
                troubles.add(
                    (wrong.line() > 0 ? visit.texts().of("change.yaml.line", wrong.line()) : "")
                        + visit.texts().of(wrong.key(), wrong.detail())));
    for (Findings.Found found : findings(desired).general()) {
      troubles.add(
          found.key().isEmpty() ? found.words() : visit.texts().of(found.key(), found.words()));
    }
    return troubles;
  }

  /**
   * Shows the editor.
   *
   * @param asked whether what is wrong is said already: not of a form that nobody has typed in
   */
  static void show(Visit visit, int status, Desired desired, List<String> notes, boolean asked) {
    Map<String, Object> model = new HashMap<>();
    model.put("desired", desired);
    model.put("draft", desired.draft().orElse(Draft.empty("")));
    model.put("yaml", desired.yaml().orElse(""));
    model.put("notes", notes);
    boolean isTyped = asked || desired.wrong().isPresent();
    model.put("findings", isTyped ? findings(desired) : new Findings(Map.of(), List.of()));
    model.put("troubles", isTyped ? troubles(visit, desired) : List.of());
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
