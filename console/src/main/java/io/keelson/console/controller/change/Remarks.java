package io.keelson.console.controller.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.console.controller.Visit;
import io.keelson.console.form.Findings;
import io.keelson.console.form.ManifestYaml;
import io.keelson.console.form.Manifests;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.Sentences;
import io.keelson.console.view.SpecDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the editor says beside the fields.
 *
 * @param notes that are good to know
 * @param findings of the rows
 * @param troubles of the whole
 */
record Remarks(List<String> notes, Findings findings, List<String> troubles) {

  private static final Findings NOTHING = new Findings(Map.of(), List.of());
  private static final int MOST_LINES = 10;
  private static final int LONGEST = 80;

  /** Only notes: of a form that nobody has typed in, nothing is called wrong. */
  static Remarks notes(List<String> notes) {
    return new Remarks(notes, NOTHING, List.of());
  }

  /** What is wrong without asking anybody. */
  static Remarks of(Visit visit, Desired desired) {
    return of(visit, desired, findings(desired), List.of());
  }

  static Findings findings(Desired desired) {
    return desired.manifest().map(Findings::of).orElse(NOTHING);
  }

  private static Remarks of(
      Visit visit, Desired desired, Findings findings, List<String> refusals) {
    List<String> troubles = new ArrayList<>(refusals);
    desired.wrong().ifPresent(wrong -> troubles.add(words(visit, wrong)));
    for (Findings.Found found : findings.general()) {
      troubles.add(
          found.key().isEmpty() ? found.words() : visit.texts().of(found.key(), found.words()));
    }
    if (desired.yaml().isPresent()) {
      // YAML has no rows to say it at.
      findings
          .byRow()
          .forEach(
              (index, words) ->
                  words.forEach(word -> troubles.add("Parameters[" + index + "]: " + word)));
    }
    return new Remarks(List.of(), findings, troubles);
  }

  private static String words(Visit visit, ManifestYaml.Read.Wrong wrong) {
    String where = wrong.line() > 0 ? visit.texts().of("change.yaml.line", wrong.line()) : "";
    return where + visit.texts().of(wrong.key(), wrong.detail());
  }

  /** What the API server says against it: at its rows where it names them. */
  static Remarks refused(Visit visit, Desired desired, KubeAnswer answer) {
    List<String> general = new ArrayList<>();
    Map<Integer, List<String>> byRow = new LinkedHashMap<>();
    if (answer instanceof KubeAnswer.Refused refused && !refused.causes().isEmpty()) {
      general.add(visit.texts().of("change.refused"));
      for (KubeAnswer.Cause cause : refused.causes()) {
        OptionalInt row = Findings.rowOf(cause.field());
        if (row.isPresent()) {
          byRow.computeIfAbsent(row.getAsInt(), i -> new ArrayList<>()).add(cause.message());
        } else {
          general.add(cause.field() + ": " + cause.message());
        }
      }
    } else {
      general.add(Sentences.of(visit.texts(), answer));
    }
    return of(visit, desired, findings(desired).and(byRow), general);
  }

  /** Somebody was faster: what theirs and this one differ in. */
  static Remarks overtaken(Visit visit, Desired desired, JsonNode present) {
    List<String> words = new ArrayList<>();
    words.add(
        visit
            .texts()
            .of(
                "change.overtaken",
                String.valueOf(present.path("metadata").path("generation").asLong(0))));
    List<SpecDifference.Line> lines =
        SpecDifference.between(
            Manifests.asked(present), Manifests.asked(desired.manifest().orElseThrow()));
    lines.stream()
        .limit(MOST_LINES)
        .map(
            line ->
                visit
                    .texts()
                    .of(
                        "change.overtaken.line",
                        line.path(),
                        shortened(line.was() == null ? "–" : line.was()),
                        shortened(line.now() == null ? "–" : line.now())))
        .forEach(words::add);
    if (lines.size() > MOST_LINES) {
      words.add("…");
    }
    return of(visit, desired, NOTHING, words);
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
