package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.REQUEST_INVALID;

import io.javalin.http.Context;
import io.keelson.wire.ApplyRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the header that names one intended change. */
final class IdempotencyKey {

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private IdempotencyKey() {}

  static String of(Context ctx) {
    List<String> given = Collections.list(ctx.req().getHeaders(ApplyRequest.IDEMPOTENCY_KEY));
    if (given.size() != 1 || !UUID.matcher(given.getFirst()).matches()) {
      throw Refused.of(
          REQUEST_INVALID,
          "",
          "header "
              + ApplyRequest.IDEMPOTENCY_KEY
              + ": one UUID in lower case, new for each change, is needed");
    }
    return given.getFirst();
  }
}
