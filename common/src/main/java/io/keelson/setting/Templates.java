package io.keelson.setting;

import static io.keelson.problem.ProblemCode.TEMPLATE_INVALID;

import io.keelson.problem.Problem;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values that differ by node: <code>${node.name}</code>, <code>${node.ip}</code> and <code>
 * ${node.label['key']}</code>. Anything else after <code>${node.</code> is refused. Every other
 * <code>${…}</code> is left as it is, since files hold shell variables; <code>$${node.name}</code>
 * stands for <code>${node.name}</code> itself.
 */
public final class Templates {

  private static final Pattern TEMPLATE =
      Pattern.compile("(?<escape>\\$?)\\$\\{node\\.(?<what>[^}\n]*)(?<end>}?)");
  private static final Pattern LABEL = Pattern.compile("label\\['(?<key>[^']+)']");

  /** What a value may be made of. */
  public interface Subject {

    /** The node's name. */
    String name();

    /** Its InternalIP; null when it has none. */
    @Nullable String ip();

    Map<String, String> labels();
  }

  /** What came out: the text, or the problem. */
  public sealed interface Expanded {
    record Text(String text) implements Expanded {}

    record Wrong(Problem problem) implements Expanded {}
  }

  private Templates() {}

  /** True when the value has something to expand or to unescape. */
  public static boolean isIn(@Nullable String value) {
    return value != null && value.contains("${node.");
  }

  /** The value for a node. */
  public static Expanded expand(String field, String key, String value, Subject node) {
    StringBuilder text = new StringBuilder();
    Matcher found = TEMPLATE.matcher(value);
    while (found.find()) {
      if (!found.group("escape").isEmpty()) {
        found.appendReplacement(text, Matcher.quoteReplacement(found.group().substring(1)));
        continue;
      }
      String expanded = found.group("end").isEmpty() ? null : valueOf(found.group("what"), node);
      if (expanded == null) {
        return new Expanded.Wrong(wrong(field, key, found));
      }
      found.appendReplacement(text, Matcher.quoteReplacement(expanded));
    }
    return new Expanded.Text(found.appendTail(text).toString());
  }

  private static @Nullable String valueOf(String what, Subject node) {
    Matcher label = LABEL.matcher(what);
    return switch (what) {
      case "name" -> node.name();
      case "ip" -> node.ip();
      default -> label.matches() ? node.labels().get(label.group("key")) : null;
    };
  }

  private static Problem wrong(String field, String key, Matcher found) {
    String template = Problem.printable(found.group());
    String why =
        LABEL.matcher(found.group("what")).matches()
            ? "this node has no such label"
            : found.group("what").equals("ip")
                ? "this node has no InternalIP"
                : "known are ${node.name}, ${node.ip} and ${node.label['key']};"
                    + " write $${node. for the text itself";
    return new Problem(
        TEMPLATE_INVALID, field, key, Problem.printable(key) + ": " + template + ": " + why);
  }
}
