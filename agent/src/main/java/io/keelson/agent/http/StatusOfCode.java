package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.AGENT_BUSY;
import static io.keelson.problem.ProblemCode.AGENT_ERROR;
import static io.keelson.problem.ProblemCode.API_UNKNOWN;
import static io.keelson.problem.ProblemCode.CLIENT_NOT_ALLOWED;
import static io.keelson.problem.ProblemCode.CONFLICT;
import static io.keelson.problem.ProblemCode.CONTENT_TYPE_INVALID;
import static io.keelson.problem.ProblemCode.EPOCH_FENCED;
import static io.keelson.problem.ProblemCode.FS_ATTRIBUTES;
import static io.keelson.problem.ProblemCode.FS_FULL;
import static io.keelson.problem.ProblemCode.FS_IMMUTABLE;
import static io.keelson.problem.ProblemCode.FS_READ_ONLY;
import static io.keelson.problem.ProblemCode.HOSTNAME_READBACK_MISMATCH;
import static io.keelson.problem.ProblemCode.HOSTNAME_THROTTLED;
import static io.keelson.problem.ProblemCode.HOST_ERROR;
import static io.keelson.problem.ProblemCode.HOST_UNAVAILABLE;
import static io.keelson.problem.ProblemCode.IDEMPOTENCY_MISMATCH;
import static io.keelson.problem.ProblemCode.METHOD_INVALID;
import static io.keelson.problem.ProblemCode.NODE_DIRTY;
import static io.keelson.problem.ProblemCode.RECORD_FULL;
import static io.keelson.problem.ProblemCode.RECORD_UNKNOWN;
import static io.keelson.problem.ProblemCode.REQUEST_INVALID;
import static io.keelson.problem.ProblemCode.REQUEST_TOO_LARGE;
import static io.keelson.problem.ProblemCode.STALE_GENERATION;
import static io.keelson.problem.ProblemCode.SYSCTL_WRONG_NAMESPACE;
import static io.keelson.problem.ProblemCode.UNDO_FAILED;
import static io.keelson.problem.ProblemCode.WRONG_NODE;

import io.keelson.agent.apply.NamePace;
import io.keelson.problem.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The HTTP status of a problem. What is not in the table is 422: what was asked for is wrong, and
 * asking again gives the same answer. 429 and from 500 on it is the node's trouble and worth
 * another try.
 */
final class StatusOfCode {

  private static final int REFUSED = 422;

  private static final Map<String, Integer> STATUS =
      Map.ofEntries(
          Map.entry(REQUEST_INVALID, 400),
          Map.entry(CLIENT_NOT_ALLOWED, 403),
          Map.entry(API_UNKNOWN, 404),
          Map.entry(METHOD_INVALID, 405),
          Map.entry(CONFLICT, 409),
          Map.entry(EPOCH_FENCED, 409),
          Map.entry(STALE_GENERATION, 409),
          Map.entry(IDEMPOTENCY_MISMATCH, 409),
          Map.entry(REQUEST_TOO_LARGE, 413),
          Map.entry(CONTENT_TYPE_INVALID, 415),
          Map.entry(WRONG_NODE, 421),
          Map.entry(HOSTNAME_THROTTLED, 429),
          Map.entry(AGENT_ERROR, 500),
          Map.entry(HOST_ERROR, 500),
          Map.entry(UNDO_FAILED, 500),
          Map.entry(HOSTNAME_READBACK_MISMATCH, 500),
          Map.entry(AGENT_BUSY, 503),
          Map.entry(SYSCTL_WRONG_NAMESPACE, 503),
          Map.entry(HOST_UNAVAILABLE, 503),
          Map.entry(NODE_DIRTY, 503),
          Map.entry(RECORD_UNKNOWN, 503),
          Map.entry(FS_READ_ONLY, 503),
          Map.entry(FS_IMMUTABLE, 503),
          Map.entry(FS_ATTRIBUTES, 503),
          Map.entry(RECORD_FULL, 507),
          Map.entry(FS_FULL, 507));

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(408, "Request Timeout"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(421, "Misdirected Request"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(REFUSED, "Unprocessable Content"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(507, "Insufficient Storage"));

  private StatusOfCode() {}

  /** The highest among the problems, so that trouble with undoing is never hidden. */
  static int of(List<Problem> problems) {
    return problems.stream()
        .map(problem -> STATUS.getOrDefault(problem.code(), REFUSED))
        .max(Comparator.naturalOrder())
        .orElse(500);
  }

  /** How long to wait before another try, where that is known. */
  static Optional<Duration> retryAfter(int status) {
    return switch (status) {
      case 429 -> Optional.of(NamePace.LEAST);
      case 503 -> Optional.of(Duration.ofSeconds(1));
      default -> Optional.empty();
    };
  }

  static String title(int status) {
    return TITLES.getOrDefault(status, "Error");
  }
}
