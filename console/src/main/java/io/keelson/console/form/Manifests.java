package io.keelson.console.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Between the form and the object: apiVersion, kind, metadata with name, namespace, labels and
 * annotations, and spec; what the API server adds is not in it.
 */
public final class Manifests {

  static final JsonMapper JSON = new JsonMapper();

  private static final Set<String> APIS = Set.of(Draft.SYSCTL, Draft.HOSTNAME, Draft.FILE);
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Manifests() {}

  /** What of an object a person writes. */
  public static ObjectNode of(JsonNode object) {
    JsonNode meta = object.path("metadata");
    ObjectNode manifest = empty(meta.path("namespace").asText(""), meta.path("name").asText(""));
    ObjectNode kept = (ObjectNode) manifest.get("metadata");
    for (String field : List.of("labels", "annotations")) {
      if (meta.path(field) instanceof ObjectNode entries && !entries.isEmpty()) {
        ObjectNode copy = entries.deepCopy();
        copy.remove(LAST_APPLIED);
        if (!copy.isEmpty()) {
          kept.set(field, copy);
        }
      }
    }
    manifest.set("spec", object.path("spec").deepCopy());
    return manifest;
  }

  /** The same with another spec. */
  public static ObjectNode with(JsonNode manifest, JsonNode spec) {
    ObjectNode changed = manifest.deepCopy();
    changed.set("spec", spec);
    return changed;
  }

  /**
   * The object that the API server shall have: the present one with what the manifest says. What
   * kubectl noted for its next apply is not shown to people, and stays.
   */
  public static ObjectNode onto(JsonNode present, JsonNode manifest) {
    ObjectNode object = present.deepCopy();
    object.set("spec", manifest.path("spec").deepCopy());
    object.remove("status");
    ObjectNode meta = (ObjectNode) object.get("metadata");
    meta.remove("managedFields");
    for (String field : List.of("labels", "annotations")) {
      JsonNode wanted = manifest.path("metadata").path(field).deepCopy();
      JsonNode noted = meta.path(field).path(LAST_APPLIED);
      if (noted.isTextual()) {
        wanted = (wanted instanceof ObjectNode some ? some : JSON.createObjectNode());
        ((ObjectNode) wanted).set(LAST_APPLIED, noted);
      }
      if (wanted.isObject()) {
        meta.set(field, wanted);
      } else {
        meta.remove(field);
      }
    }
    return object;
  }

  /** The form's texts as an object; texts that are no numbers stay texts, for the check to find. */
  public static ObjectNode of(Draft draft) {
    ObjectNode manifest = empty(draft.namespace(), draft.name());
    metadata(draft.metadata())
        .ifPresent(kept -> ((ObjectNode) manifest.get("metadata")).setAll(kept));
    ObjectNode spec = manifest.putObject("spec");
    List<String> workers = words(draft.workers());
    if (!workers.isEmpty()) {
      ArrayNode list = spec.putArray("Workers");
      workers.forEach(worker -> list.addObject().put("Name", worker));
    }
    if (!draft.labels().isBlank()) {
      ObjectNode labels = spec.putObject("NodeSelector").putObject("matchLabels");
      for (String line : words(draft.labels())) {
        int equals = line.indexOf('=');
        labels.put(
            equals < 0 ? line : line.substring(0, equals),
            equals < 0 ? "" : line.substring(equals + 1));
      }
    }
    http(draft, spec.putObject("Http"));
    if (!draft.deletionPolicy().equals("Revert")) {
      spec.put("DeletionPolicy", draft.deletionPolicy());
    }
    if (draft.dryRun()) {
      spec.put("DryRun", true);
    }
    if (draft.paused()) {
      spec.put("Paused", true);
    }
    return manifest;
  }

  private static void http(Draft draft, ObjectNode http) {
    number(http, "Port", draft.port());
    http.put("Api", draft.api());
    if (!draft.method().equals("POST")) {
      http.put("Method", draft.method());
    }
    if (!draft.targetType().equals("All")) {
      http.put("TargetType", draft.targetType());
    }
    ArrayNode parameters = http.putArray("Parameters");
    for (Draft.Row row : draft.tidy().rows()) {
      if (!row.isEmpty()) {
        parameter(draft, row, parameters.addObject());
      }
    }
  }

  private static void parameter(Draft draft, Draft.Row row, ObjectNode parameter) {
    boolean reads = draft.method().equals("GET");
    boolean isFile = draft.api().equals(Draft.FILE);
    boolean hasValue =
        !reads && row.source().isEmpty() && !(isFile && row.ensure().equals("Absent"));
    parameter.put("Key", draft.api().equals(Draft.HOSTNAME) ? "hostname" : row.key());
    if (hasValue) {
      parameter.put("Value", row.value());
    }
    if (!isFile || reads) {
      return;
    }
    text(parameter, "Mode", row.mode());
    number(parameter, "Owner", row.owner());
    number(parameter, "Group", row.group());
    text(parameter, "Encoding", row.encoding());
    text(parameter, "Ensure", row.ensure());
    if (!row.source().isEmpty()) {
      parameter
          .putObject("ValueFrom")
          .putObject(row.source() + "KeyRef")
          .put("Name", row.sourceName())
          .put("Key", row.sourceKey());
    }
  }

  private static void text(ObjectNode into, String field, String text) {
    if (!text.isEmpty()) {
      into.put(field, text);
    }
  }

  private static void number(ObjectNode into, String field, String text) {
    if (text.matches("[0-9]{1,18}")) {
      // As Jackson reads them: what is compared must not differ by type alone.
      long number = Long.parseLong(text);
      into.set(
          field, number == (int) number ? IntNode.valueOf((int) number) : new LongNode(number));
    } else {
      text(into, field, text);
    }
  }

  /** The form of a manifest; empty when the form cannot say the very same. */
  public static Optional<Draft> draft(JsonNode manifest) {
    JsonNode spec = manifest.path("spec");
    JsonNode http = spec.path("Http");
    if (!APIS.contains(http.path("Api").asText(""))
        || http.path("Parameters").size() > Draft.MOST_ROWS) {
      return Optional.empty();
    }
    List<Draft.Row> rows = new ArrayList<>();
    http.path("Parameters").forEach(parameter -> rows.add(row(parameter)));
    JsonNode meta = manifest.path("metadata");
    Draft draft =
        new Draft(
                meta.path("namespace").asText(""),
                meta.path("name").asText(""),
                names(spec.path("Workers")),
                labels(spec.path("NodeSelector").path("matchLabels")),
                http.path("TargetType").asText("All"),
                http.path("Api").asText(""),
                http.path("Method").asText("POST"),
                http.path("Port").asText(""),
                rows,
                spec.path("DeletionPolicy").asText("Revert"),
                spec.path("DryRun").asBoolean(false),
                spec.path("Paused").asBoolean(false),
                kept(meta))
            .tidy();
    return draft.isTypable() && isSame(of(draft), manifest) ? Optional.of(draft) : Optional.empty();
  }

  /** Whether two manifests ask for the same. */
  public static boolean isSame(JsonNode one, JsonNode other) {
    return asked(one).equals(asked(other));
  }

  /** The spec without what goes without saying. */
  public static JsonNode asked(JsonNode manifest) {
    JsonNode asked = manifest.path("spec").deepCopy();
    if (asked instanceof ObjectNode spec) {
      unsay(spec, "DeletionPolicy", "Revert");
      unsay(spec, "DryRun", "false");
      unsay(spec, "Paused", "false");
      unsay(spec.path("NodeSelector"), "matchLabels", "");
      unsay(spec.path("NodeSelector"), "matchExpressions", "");
      unsay(spec, "NodeSelector", "");
      unsay(spec, "Workers", "");
      unsay(spec.path("Http"), "Method", "POST");
      unsay(spec.path("Http"), "TargetType", "All");
      unsay(spec.path("Http"), "Parameters", "");
    }
    return asked;
  }

  private static void unsay(JsonNode from, String field, String silent) {
    JsonNode value = from.path(field);
    boolean isSilent =
        value.isContainerNode()
            ? value.isEmpty()
            : !silent.isEmpty() && value.asText("").equals(silent);
    if (isSilent && from instanceof ObjectNode object) {
      object.remove(field);
    }
  }

  private static Draft.Row row(JsonNode parameter) {
    JsonNode from = parameter.path("ValueFrom");
    String source =
        from.has("ConfigMapKeyRef") ? "ConfigMap" : from.has("SecretKeyRef") ? "Secret" : "";
    JsonNode reference = from.path(source + "KeyRef");
    return new Draft.Row(
        parameter.path("Key").asText(""),
        parameter.path("Value").asText(""),
        parameter.path("Mode").asText(""),
        parameter.path("Owner").asText(""),
        parameter.path("Group").asText(""),
        parameter.path("Encoding").asText(""),
        parameter.path("Ensure").asText(""),
        source,
        reference.path("Name").asText(""),
        reference.path("Key").asText(""));
  }

  private static boolean isOnly(JsonNode object, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!known.contains(field.getKey())) {
        return false;
      }
    }
    return object.isMissingNode() || object.isObject();
  }

  private static String names(JsonNode workers) {
    List<String> names = new ArrayList<>();
    workers.forEach(worker -> names.add(worker.path("Name").asText("")));
    return String.join("\n", names);
  }

  private static String labels(JsonNode labels) {
    List<String> lines = new ArrayList<>();
    labels
        .properties()
        .forEach(label -> lines.add(label.getKey() + "=" + label.getValue().asText("")));
    return String.join("\n", lines);
  }

  private static String kept(JsonNode meta) {
    ObjectNode kept = JSON.createObjectNode();
    for (String field : List.of("labels", "annotations")) {
      if (meta.path(field).isObject()) {
        kept.set(field, meta.path(field));
      }
    }
    return kept.toString();
  }

  private static Optional<ObjectNode> metadata(String json) {
    try {
      return JSON.readTree(json) instanceof ObjectNode kept
              && isOnly(kept, Set.of("labels", "annotations"))
          ? Optional.of(kept)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode empty(String namespace, String name) {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("apiVersion", "apps.mydomain.com/v1alpha1").put("kind", "MyKind");
    ObjectNode meta = manifest.putObject("metadata");
    meta.put("name", name).put("namespace", namespace);
    return manifest;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split("[\\s,]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
