package io.keelson.console.controller.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.controller.Form;
import io.keelson.console.form.Draft;
import io.keelson.console.form.ManifestYaml;
import io.keelson.console.form.Manifests;
import java.util.Optional;

/**
 * What the editor sent: the MyKind as it shall be, and what it was made of.
 *
 * @param uid of the MyKind that is edited; empty for a new one
 * @param generation that it had when the editor was opened
 * @param yaml the text, when the editor shows YAML
 * @param draft the form, when it shows the form
 * @param manifest what they say; absent when the YAML is none
 * @param wrong why not
 */
public record Desired(
    String uid,
    long generation,
    Optional<String> yaml,
    Optional<Draft> draft,
    Optional<ObjectNode> manifest,
    Optional<ManifestYaml.Read.Wrong> wrong) {

  static Desired of(Form form) {
    String uid = form.text("uid");
    String generation = form.text("generation");
    long seen = generation.matches("[0-9]{1,18}") ? Long.parseLong(generation) : 0;
    if (form.has("yaml")) {
      String text = form.text("yaml").replace("\r\n", "\n");
      return switch (ManifestYaml.read(text)) {
        case ManifestYaml.Read.Manifest read ->
            new Desired(
                uid,
                seen,
                Optional.of(text),
                Optional.empty(),
                Optional.of(read.object()),
                Optional.empty());
        case ManifestYaml.Read.Wrong wrong ->
            new Desired(
                uid,
                seen,
                Optional.of(text),
                Optional.empty(),
                Optional.empty(),
                Optional.of(wrong));
      };
    }
    Draft draft = Draft.of(form.fields());
    return new Desired(
        uid,
        seen,
        Optional.empty(),
        Optional.of(draft),
        Optional.of(Manifests.of(draft)),
        Optional.empty());
  }

  /** The same, over another generation. */
  Desired over(long other) {
    return new Desired(uid, other, yaml, draft, manifest, wrong);
  }

  public boolean isNew() {
    return uid.isEmpty();
  }

  static String namespace(JsonNode manifest) {
    return manifest.path("metadata").path("namespace").asText("");
  }

  static String name(JsonNode manifest) {
    return manifest.path("metadata").path("name").asText("");
  }
}
