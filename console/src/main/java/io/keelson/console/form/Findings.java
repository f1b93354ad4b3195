package io.keelson.console.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keelson.api.Http;
import io.keelson.api.MyKindParameter;
import io.keelson.api.MyKindSpec;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.Templates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be said about a MyKind before anybody is asked: the same grammar as in the controller
 * and in the agents, in the same words.
 *
 * @param byRow of a parameter, by its index
 * @param general of the rest
 */
public record Findings(Map<Integer, List<String>> byRow, List<Found> general) {

  /**
   * Something about the whole, or one of its fields.
   *
   * @param key of a text of the console; empty when the words are the grammar's own
   * @param words in the text's place, or the words themselves
   */
  public record Found(String key, String words) {}

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern NAMES =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern ROW =
      Pattern.compile("(?is)(spec\\.Http\\.)?parameters\\[(?<index>[0-9]{1,4})].*");
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public Findings {
    byRow = Map.copyOf(byRow);
    general = List.copyOf(general);
  }

  /** A node that no template is wrong on, to check what values would become. */
  private record AnyNode(Map<String, String> labels) implements Templates.Subject {
    @Override
    public String name() {
      return "node1";
    }

    @Override
    public String ip() {
      return "192.0.2.1";
    }
  }

  public boolean isEmpty() {
    return byRow.isEmpty() && general.isEmpty();
  }

  /** Of one row. */
  public List<String> row(int index) {
    return byRow.getOrDefault(index, List.of());
  }

  /** Everything that is wrong. */
  public static Findings of(JsonNode manifest) {
    List<Found> general = new ArrayList<>();
    Map<Integer, List<String>> byRow = new LinkedHashMap<>();
    JsonNode meta = manifest.path("metadata");
    String name = meta.path("name").asText("");
    String namespace = meta.path("namespace").asText("");
    if (!NAMES.matcher(name).matches() || name.length() > 253) {
      general.add(new Found("change.found.name", name));
    }
    if (!NAME.matcher(namespace).matches() || namespace.length() > 63) {
      general.add(new Found("change.found.namespace", namespace));
    }
    if (name.startsWith("keelson-preview-")) {
      general.add(new Found("change.found.previewname", name));
    }
    unquoted(manifest.path("spec").path("Http").path("Parameters"), byRow);
    read(manifest.path("spec"), general).ifPresent(spec -> check(spec, byRow, general));
    return new Findings(byRow, general);
  }

  /** YAML without quotes makes numbers of what shall be text, and 0644 becomes 420. */
  private static void unquoted(JsonNode parameters, Map<Integer, List<String>> byRow) {
    for (int i = 0; i < parameters.size(); i++) {
      for (String field : List.of("Key", "Value", "Mode", "Encoding", "Ensure")) {
        JsonNode value = parameters.get(i).path(field);
        if (value.isNumber() || value.isBoolean()) {
          byRow
              .computeIfAbsent(i, unused -> new ArrayList<>())
              .add(field + " must be text: write it in quotes, such as \"10\"");
        }
      }
    }
  }

  /** The same with what the API server said of rows. */
  public Findings and(Map<Integer, List<String>> more) {
    Map<Integer, List<String>> both = new LinkedHashMap<>(byRow);
    more.forEach(
        (index, words) -> {
          List<String> all = new ArrayList<>(row(index));
          all.addAll(words);
          both.put(index, all);
        });
    return new Findings(both, general);
  }

  /** The index of the row that a field such as spec.Http.Parameters[2].Value is in. */
  public static OptionalInt rowOf(String field) {
    Matcher row = ROW.matcher(field);
    return row.matches()
        ? OptionalInt.of(Integer.parseInt(row.group("index")))
        : OptionalInt.empty();
  }

  private static Optional<MyKindSpec> read(JsonNode spec, List<Found> general) {
    try {
      return Optional.of(STRICT.treeToValue(spec, MyKindSpec.class));
    } catch (UnrecognizedPropertyException e) {
      general.add(new Found("change.found.unknown", path(e)));
    } catch (ValueInstantiationException e) {
      // Thrown by the records for what must be there; the message is the field's name.
      String field = e.getCause() instanceof NullPointerException absent ? absent.getMessage() : "";
      String path = path(e);
      general.add(new Found("change.found.missing", path + (path.isEmpty() ? "" : ".") + field));
    } catch (JsonProcessingException e) {
      general.add(
          new Found("change.found.spec", e instanceof JsonMappingException at ? path(at) : ""));
    }
    return Optional.empty();
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static void check(
      MyKindSpec spec, Map<Integer, List<String>> byRow, List<Found> general) {
    for (MyKindSpec.Worker worker : spec.workers()) {
      if (!NAMES.matcher(worker.name()).matches()) {
        general.add(new Found("change.found.worker", worker.name()));
      }
    }
    Http http = spec.http();
    Optional<Api> api = Api.ofPath(http.api());
    if (api.isEmpty()) {
      general.add(new Found("change.found.api", http.api()));
      return;
    }
    if (http.method() == Http.Method.GET) {
      List<Parameter> parameters = http.parameters().stream().map(p -> p.withValue(null)).toList();
      add(ParameterCheck.checkKeys(api.get(), parameters), byRow, general);
      return;
    }
    List<Parameter> expanded = new ArrayList<>();
    for (int i = 0; i < http.parameters().size(); i++) {
      expanded.add(expand(i, http.parameters().get(i), byRow));
    }
    if (byRow.isEmpty()
        && ParameterCheck.ofApply(api.get(), expanded) instanceof Checked.Invalid invalid) {
      add(invalid.problems(), byRow, general);
    }
  }

  /** Content from elsewhere is not known here: something stands in its place. */
  private static Parameter expand(
      int index, MyKindParameter parameter, Map<Integer, List<String>> byRow) {
    if (parameter.valueFrom() != null) {
      return parameter.sourced("").withValue("");
    }
    String value = parameter.value();
    if (!Templates.isIn(value) || value == null) {
      return parameter.withValue(value);
    }
    AnyNode node = new AnyNode(labelsIn(value));
    return switch (Templates.expand("", parameter.key(), value, node)) {
      case Templates.Expanded.Text text -> parameter.withValue(text.text());
      case Templates.Expanded.Wrong wrong -> {
        byRow.computeIfAbsent(index, unused -> new ArrayList<>()).add(wrong.problem().message());
        yield parameter.withValue(value);
      }
    };
  }

  private static final Pattern LABEL = Pattern.compile("node\\.label\\['(?<key>[^']+)']");

  private static Map<String, String> labelsIn(String value) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(value);
    while (label.find()) {
      labels.put(label.group("key"), "1");
    }
    return labels;
  }

  private static void add(
      List<Problem> problems, Map<Integer, List<String>> byRow, List<Found> general) {
    for (Problem problem : problems) {
      Matcher row = ROW.matcher(problem.field());
      if (row.matches()) {
        byRow
            .computeIfAbsent(Integer.parseInt(row.group("index")), unused -> new ArrayList<>())
            .add(problem.message());
      } else {
        general.add(new Found("", problem.message()));
      }
    }
  }
}
