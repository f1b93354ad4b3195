package io.keelson.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a MyKind asks for, in parts.
 *
 * @param workers the nodes named; none: every node
 * @param selector the requirements on labels, each as {@code kubectl} would write it
 * @param port empty when it is the agents'
 */
public record SpecView(
    String api,
    String method,
    String port,
    String targetType,
    List<String> workers,
    List<String> selector,
    String deletionPolicy,
    boolean dryRun,
    boolean paused,
    List<Parameter> parameters) {

  /**
   * One setting.
   *
   * @param value what it shall be; for what comes from elsewhere, empty
   * @param extras what else is said about it, such as {@code Mode: 0600}
   */
  public record Parameter(String key, String value, List<String> extras) {

    private static final List<String> EXTRAS =
        List.of("Ensure", "Mode", "Owner", "Group", "Encoding");

    static Parameter of(JsonNode parameter) {
      List<String> extras = new ArrayList<>();
      for (String field : EXTRAS) {
        if (parameter.has(field)) {
          extras.add(field + ": " + Fields.text(parameter, field));
        }
      }
      for (String source : List.of("ConfigMapKeyRef", "SecretKeyRef")) {
        JsonNode reference = parameter.path("ValueFrom").path(source);
        if (reference.isObject()) {
          extras.add(
              (source.startsWith("Secret") ? "Secret " : "ConfigMap ")
                  + Fields.text(reference, "Name")
                  + "/"
                  + Fields.text(reference, "Key"));
        }
      }
      return new Parameter(Fields.text(parameter, "Key"), Fields.text(parameter, "Value"), extras);
    }

    /** True for content that a page folds away. */
    public boolean isLong() {
      return value.length() > 120 || value.indexOf('\n') >= 0;
    }
  }

  public static SpecView of(JsonNode spec) {
    JsonNode http = spec.path("Http");
    return new SpecView(
        Fields.text(http, "Api"),
        orElse(Fields.text(http, "Method"), "POST"),
        Fields.text(http, "Port"),
        orElse(Fields.text(http, "TargetType"), "All"),
        Fields.each(spec.path("Workers"), worker -> Fields.text(worker, "Name")),
        selector(spec.path("NodeSelector")),
        orElse(Fields.text(spec, "DeletionPolicy"), "Revert"),
        Fields.truth(spec, "DryRun"),
        Fields.truth(spec, "Paused"),
        Fields.each(http.path("Parameters"), Parameter::of));
  }

  private static String orElse(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private static List<String> selector(JsonNode selector) {
    List<String> all = new ArrayList<>();
    Fields.texts(selector.path("matchLabels")).forEach((key, value) -> all.add(key + "=" + value));
    all.addAll(Fields.each(selector.path("matchExpressions"), SpecView::requirement));
    return all;
  }

  private static String requirement(JsonNode one) {
    String values =
        Fields.each(one.path("values"), value -> value.asText("")).stream()
            .collect(Collectors.joining(", "));
    String key = Fields.text(one, "key");
    String operator = Fields.text(one, "operator");
    return switch (operator) {
      case "In" -> key + " in (" + values + ")";
      case "NotIn" -> key + " notin (" + values + ")";
      case "Exists" -> key;
      case "DoesNotExist" -> "!" + key;
      default -> (key + " " + operator + " " + values).strip();
    };
  }

  /** True when nothing narrows the nodes. */
  public boolean isEverywhere() {
    return workers.isEmpty() && selector.isEmpty() && targetType.equals("All");
  }
}
