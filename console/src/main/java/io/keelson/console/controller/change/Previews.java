package io.keelson.console.controller.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.controller.Refusal;
import io.keelson.console.controller.Visit;
import io.keelson.console.form.Manifests;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.service.Audit;
import io.keelson.console.service.Seals;
import io.keelson.console.view.SpecDifference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows what a change would do before it is done, and seals what was shown. */
final class Previews {

  /** What goes with the page while the nodes answer. */
  static final String TICKET = "preview";

  /** What lets it be applied. */
  static final String SEAL = "apply";

  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private final Seals seals;
  private final Traces traces;

  Previews(Seals seals, Traces traces) {
    this.seals = seals;
    this.traces = traces;
  }

  /**
   * What was shown to be applied.
   *
   * @param uid of the MyKind; empty for a new one
   * @param checksum of the manifest
   * @param extra of a ticket the time it began and generation; of a seal whether the name is typed
   */
  record Sealed(
      String namespace, String name, String uid, String generation, String checksum, String extra) {

    List<String> facts() {
      return List.of(namespace, name, uid, generation, checksum, extra);
    }

    static Sealed of(List<String> facts) {
      return new Sealed(
          facts.get(0), facts.get(1), facts.get(2), facts.get(3), facts.get(4), facts.get(5));
    }
  }

  /** Asks the API server whether it would take it, then the nodes; or why not. */
  Optional<KubeAnswer> begin(Visit visit, Desired desired, ObjectNode manifest) {
    String namespace = Desired.namespace(manifest);
    String name = Desired.name(manifest);
    JsonNode before = null;
    KubeAnswer would;
    if (desired.isNew()) {
      would = visit.cluster().create(namespace, manifest, true);
    } else {
      KubeAnswer there = visit.cluster().myKind(namespace, name);
      if (!(there instanceof KubeAnswer.Ok ok)) {
        return Optional.of(there);
      }
      before = ok.body().path("spec");
      if (!isSame(ok.body(), desired.uid(), desired.generation())) {
        return Optional.of(changed());
      }
      would = visit.cluster().replace(namespace, name, Manifests.onto(ok.body(), manifest), true);
    }
    KubeAnswer started =
        would instanceof KubeAnswer.Ok
            ? new Preview(visit.cluster(), namespace, visit.user()).start(manifest)
            : would;
    traces.leave(visit, Audit.PREVIEW, namespace, name, before, manifest.path("spec"), started, "");
    if (!(started instanceof KubeAnswer.Ok preview)) {
      return Optional.of(started);
    }
    // With what the API server fills in, so that only what differs is told as different.
    JsonNode after = would instanceof KubeAnswer.Ok ok ? ok.body().path("spec") : manifest;
    List<SpecDifference.Line> lines =
        before == null ? List.of() : SpecDifference.between(before, after);
    page(visit, desired, manifest, lines, preview.body());
    return Optional.empty();
  }

  private void page(
      Visit visit,
      Desired desired,
      ObjectNode manifest,
      List<SpecDifference.Line> lines,
      JsonNode preview) {
    String text = manifest.toString();
    Sealed ticket =
        new Sealed(
            Desired.namespace(manifest),
            Desired.name(manifest),
            desired.uid(),
            String.valueOf(desired.generation()),
            Seals.checksum(text),
            visit.frame("").now().toEpochMilli()
                + " "
                + preview.path("metadata").path("generation").asLong(0)
                + " "
                + preview.path("metadata").path("uid").asText(""));
    visit.show(
        200,
        "change/preview.jte",
        visit.frame(visit.texts().of("change.preview", Desired.name(manifest))),
        Map.of(
            "manifest", text,
            "ticket", seals.seal(visit.user().id(), TICKET, ticket.facts()),
            "lines", lines,
            "isNew", desired.isNew(),
            "name", ticket.name(),
            "namespace", ticket.namespace()));
  }

  /** Asked again and again by the page until every node has answered. */
  void state(Visit visit) {
    Sealed ticket =
        seals
            .open(visit.user().id(), TICKET, visit.form().text("ticket"))
            .map(Sealed::of)
            .orElseThrow(() -> new Refusal(410, "change.old"));
    String[] began = ticket.extra().split(" ", -1);
    Preview preview = new Preview(visit.cluster(), ticket.namespace(), visit.user());
    KubeAnswer answer = preview.look();
    if (!(answer instanceof KubeAnswer.Ok ok)) {
      throw new Refusal(409, "change.previewgone");
    }
    JsonNode meta = ok.body().path("metadata");
    if (!meta.path("uid").asText("").equals(began[2])
        || meta.path("generation").asLong(0) != Long.parseLong(began[1])) {
      throw new Refusal(409, "change.previewgone");
    }
    Instant start = Instant.ofEpochMilli(Long.parseLong(began[0]));
    boolean isLate = visit.frame("").now().isAfter(start.plus(PATIENCE));
    if (!Forecast.isAnswered(ok.body()) && !isLate) {
      visit.show(
          200,
          "change/waiting.jte",
          visit.frame(""),
          Map.of("nodes", ok.body().path("status").path("Nodes").path("Target").asInt(0)));
      return;
    }
    Forecast forecast = Forecast.of(ok.body(), visit.cluster());
    preview.end();
    Sealed seal =
        new Sealed(
            ticket.namespace(),
            ticket.name(),
            ticket.uid(),
            ticket.generation(),
            ticket.checksum(),
            forecast.mustBeConfirmed() + " " + forecast.nodes());
    visit.show(
        200,
        "change/forecast.jte",
        visit.frame(""),
        Map.of(
            "forecast", forecast,
            "name", ticket.name(),
            "seal", seals.seal(visit.user().id(), SEAL, seal.facts())));
  }

  static boolean isSame(JsonNode object, String uid, long generation) {
    return isOf(object, uid) && object.path("metadata").path("generation").asLong(0) == generation;
  }

  static boolean isOf(JsonNode object, String uid) {
    return object.path("metadata").path("uid").asText("").equals(uid);
  }

  static KubeAnswer changed() {
    return new KubeAnswer.Refused(
        409, "Conflict", "the spec has another generation", List.of(), Optional.empty());
  }
}
