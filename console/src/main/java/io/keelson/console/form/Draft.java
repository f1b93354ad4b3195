package io.keelson.console.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A MyKind as the form shows it: texts as they were typed, right or wrong.
 *
 * @param workers names of nodes, with spaces, commas or lines between them
 * @param labels {@code key=value}, one in a line
 * @param targetType All, Master or Worker
 * @param api such as {@code /v1/sysctl}
 * @param method POST or GET
 * @param port empty: the agents'
 * @param deletionPolicy Revert or Keep
 * @param metadata labels and annotations as JSON, carried along unseen
 */
public record Draft(
    String namespace,
    String name,
    String workers,
    String labels,
    String targetType,
    String api,
    String method,
    String port,
    List<Row> rows,
    String deletionPolicy,
    boolean dryRun,
    boolean paused,
    String metadata) {

  /** More are refused by the agents too. */
  static final int MOST_ROWS = 256;

  public static final String SYSCTL = "/v1/sysctl";
  public static final String HOSTNAME = "/v1/hostname";
  public static final String FILE = "/v1/file";

  /**
   * One parameter; of a sysctl only key and value are used, of a host name the value.
   *
   * @param source empty, ConfigMap or Secret: where the content comes from instead of the value
   * @param sourceName of that object
   * @param sourceKey of its entry
   */
  public record Row(
      String key,
      String value,
      String mode,
      String owner,
      String group,
      String encoding,
      String ensure,
      String source,
      String sourceName,
      String sourceKey) {

    public static final Row EMPTY = new Row("", "", "", "", "", "", "", "", "", "");

    boolean isEmpty() {
      return equals(EMPTY);
    }

    /** Whether the less common fields are in use, so that the form opens them. */
    public boolean hasDetails() {
      return !mode.isEmpty()
          || !owner.isEmpty()
          || !group.isEmpty()
          || !encoding.isEmpty()
          || !ensure.isEmpty()
          || !source.isEmpty();
    }
  }

  public Draft {
    rows = List.copyOf(rows);
  }

  /** An empty one to begin with. */
  public static Draft empty(String namespace) {
    return new Draft(
        namespace,
        "",
        "",
        "",
        "All",
        SYSCTL,
        "POST",
        "",
        List.of(Row.EMPTY),
        "Revert",
        false,
        false,
        "{}");
  }

  /** Reads the fields of the form; what is missing is empty. */
  public static Draft of(Map<String, List<String>> fields) {
    List<String> keys = all(fields, "key");
    List<String> values = all(fields, "value");
    List<Row> rows = new ArrayList<>();
    int count = Math.min(Math.max(keys.size(), values.size()), MOST_ROWS + 1);
    for (int i = 0; i < count; i++) {
      rows.add(
          new Row(
              at(keys, i).strip(),
              lines(at(values, i)),
              at(all(fields, "mode"), i).strip(),
              at(all(fields, "owner"), i).strip(),
              at(all(fields, "group"), i).strip(),
              at(all(fields, "encoding"), i),
              at(all(fields, "ensure"), i),
              at(all(fields, "source"), i),
              at(all(fields, "sourcename"), i).strip(),
              at(all(fields, "sourcekey"), i).strip()));
    }
    return new Draft(
        first(fields, "namespace").strip(),
        first(fields, "name").strip(),
        first(fields, "workers"),
        first(fields, "labels"),
        or(first(fields, "targettype"), "All"),
        or(first(fields, "api"), SYSCTL),
        or(first(fields, "method"), "POST"),
        first(fields, "port").strip(),
        rows,
        or(first(fields, "deletion"), "Revert"),
        fields.containsKey("dryrun"),
        fields.containsKey("paused"),
        or(first(fields, "metadata"), "{}"));
  }

  /** The same with other rows. */
  public Draft with(List<Row> others) {
    return new Draft(
        namespace,
        name,
        workers,
        labels,
        targetType,
        api,
        method,
        port,
        others,
        deletionPolicy,
        dryRun,
        paused,
        metadata);
  }

  /** With one more empty row. */
  public Draft withRow() {
    List<Row> more = new ArrayList<>(rows);
    if (more.size() < MOST_ROWS) {
      more.add(Row.EMPTY);
    }
    return with(more);
  }

  /** Without a row; the last one becomes empty. */
  public Draft withoutRow(int index) {
    List<Row> fewer = new ArrayList<>(rows);
    if (index >= 0 && index < fewer.size()) {
      fewer.remove(index);
    }
    return with(fewer.isEmpty() ? List.of(Row.EMPTY) : fewer);
  }

  /** With at least one row, and of a host name exactly one. */
  public Draft tidy() {
    List<Row> some = rows.isEmpty() ? List.of(Row.EMPTY) : rows;
    return with(api.equals(HOSTNAME) ? List.of(some.getFirst()) : some);
  }

  /** Whether a browser would send every text back as it got it. */
  boolean isTypable() {
    return rows.stream()
        .allMatch(row -> isTypable(row.key, false) && isTypable(row.value, api.equals(FILE)));
  }

  private static boolean isTypable(String text, boolean lines) {
    return text.indexOf('\r') < 0
        && text.indexOf('\0') < 0
        && (lines || text.indexOf('\n') < 0)
        && text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  /** Browsers send lines of a text area with CR LF; files on nodes have LF. */
  private static String lines(String text) {
    return text.replace("\r\n", "\n");
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  private static List<String> all(Map<String, List<String>> fields, String name) {
    return fields.getOrDefault(name, List.of());
  }

  private static String first(Map<String, List<String>> fields, String name) {
    return at(all(fields, name), 0);
  }

  private static String at(List<String> values, int index) {
    return index < values.size() ? values.get(index) : "";
  }
}
