package io.keelson.console.view;

import io.keelson.api.NodeSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Node names as a status folds them: {@code node[1-2,5],master and 12 more}.
 *
 * @param text as it stands in the status; any text
 */
public record FoldedNames(String text) {

  /** In place of names, for what a status counts only. */
  private static final Pattern OTHERS =
      Pattern.compile("(?<count>[0-9]{1,7}) nodes? with other details");

  private static final NodeSet.Expanded NOTHING = new NodeSet.Expanded(List.of(), 0);

  private NodeSet.Expanded expanded() {
    Matcher others = OTHERS.matcher(text);
    return others.matches()
        ? new NodeSet.Expanded(List.of(), Integer.parseInt(others.group("count")))
        : NodeSet.expand(text).orElse(NOTHING);
  }

  /** The names that it tells. */
  public List<String> names() {
    return expanded().names();
  }

  /** How many more nodes it counts without naming them. */
  public int unnamed() {
    return expanded().more();
  }

  /** How many nodes, named or not. */
  public int size() {
    NodeSet.Expanded all = expanded();
    return all.names().size() + all.more();
  }

  public boolean isNamed() {
    return !text.isEmpty() && !OTHERS.matcher(text).matches();
  }

  /** Whether this name is among those that it tells. */
  public boolean contains(String name) {
    // Most texts are about other nodes: that is seen without making every name.
    return text.contains(beforeNumber(name)) && names().contains(name);
  }

  /** A name's part before its last number, which stands in every folded text that has the name. */
  private static String beforeNumber(String name) {
    int end = name.length();
    while (end > 0 && !isDigit(name.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && isDigit(name.charAt(start - 1))) {
      start--;
    }
    return end == 0 ? name : name.substring(0, start);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
