package io.keelson.wire;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Objects;

/**
 * The answer to a call that was refused or failed: problem details of RFC 9457 with one item for
 * each problem.
 *
 * @param type always {@code about:blank}: the items' codes tell the kinds apart
 * @param title the status in words
 * @param status the HTTP status
 * @param detail the first problem in a sentence
 * @param items every problem
 */
public record ProblemReport(
    String type, String title, int status, String detail, List<Problem> items) {

  /** The media type of the body. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public ProblemReport {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(detail, "detail");
    items = List.copyOf(Objects.requireNonNull(items, "items"));
  }

  /** A report of at least one problem. */
  public static ProblemReport of(int status, String title, List<Problem> items) {
    return new ProblemReport("about:blank", title, status, items.getFirst().message(), items);
  }
}
