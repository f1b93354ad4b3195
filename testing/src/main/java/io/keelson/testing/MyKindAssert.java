package io.keelson.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a MyKind as the API server gives it; each failure prints the whole object as YAML.
 *
 * <pre>{@code
 * assertThatMyKind(api.get("mk", "swap")).isSuccess().hasCounts(3, 3, 0, 0);
 * }</pre>
 */
public final class MyKindAssert extends AbstractAssert<MyKindAssert, JsonNode> {

  private MyKindAssert(JsonNode actual) {
    super(actual, MyKindAssert.class);
  }

  public static MyKindAssert assertThatMyKind(JsonNode actual) {
    return new MyKindAssert(actual);
  }

  public MyKindAssert isRunning() {
    return hasState("RUNNING");
  }

  public MyKindAssert isSuccess() {
    return hasState("SUCCESS").isOfThisGeneration();
  }

  public MyKindAssert isError() {
    return hasState("ERROR").isOfThisGeneration();
  }

  /** The status speaks of the newest spec. */
  public MyKindAssert isOfThisGeneration() {
    long wanted = actual.at("/metadata/generation").asLong();
    long seen = actual.at("/status/observedGeneration").asLong();
    return check(wanted == seen, "status of generation " + wanted + " expected, is of " + seen);
  }

  public MyKindAssert saysInMsg(String part) {
    String msg = actual.at("/status/Msg").asText();
    return check(msg.contains(part), "Msg with \"" + part + "\" expected, is \"" + msg + "\"");
  }

  public MyKindAssert hasCounts(int target, int applied, int failed, int offline) {
    return hasCount("Target", target)
        .hasCount("Applied", applied)
        .hasCount("Failed", failed)
        .hasCount("Offline", offline);
  }

  public MyKindAssert hasCount(String name, int wanted) {
    JsonNode is = actual.at("/status/Nodes/" + name);
    return check(is.asInt(-1) == wanted, name + " " + wanted + " expected, is " + is);
  }

  /** Has a row of exactly these folded nodes with this outcome. */
  public MyKindAssert hasResult(String nodes, String outcome) {
    for (JsonNode row : actual.at("/status/Results")) {
      if (row.path("Nodes").asText().equals(nodes)
          && row.path("Outcome").asText().equals(outcome)) {
        return this;
      }
    }
    return check(false, "a row " + nodes + ": " + outcome + " expected");
  }

  /** Some row has a problem with this code. */
  public MyKindAssert hasProblem(String code) {
    boolean found =
        actual.at("/status/Results").findValues("Code").stream()
            .anyMatch(is -> is.asText().equals(code));
    return check(found, "a problem with code " + code + " expected");
  }

  public MyKindAssert hasCondition(String type, String status) {
    for (JsonNode condition : actual.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        String is = condition.path("status").asText();
        return check(is.equals(status), type + "=" + status + " expected, is " + is);
      }
    }
    return check(false, "a condition " + type + " expected");
  }

  private MyKindAssert hasState(String state) {
    String is = actual.at("/status/State").asText();
    return check(is.equals(state), state + " expected, is \"" + is + "\"");
  }

  private MyKindAssert check(boolean holds, String expectation) {
    isNotNull();
    if (!holds) {
      failWithMessage("%s; the object:%n%s", expectation, Yaml.of(withoutManagedFields()));
    }
    return this;
  }

  private JsonNode withoutManagedFields() {
    JsonNode copy = actual.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return copy;
  }
}
