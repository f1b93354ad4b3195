package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.AGENT_ERROR;
import static io.keelson.problem.ProblemCode.API_UNKNOWN;
import static io.keelson.problem.ProblemCode.REQUEST_INVALID;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.keelson.agent.audit.Audit;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.problem.Problem;
import io.keelson.wire.Json;
import io.keelson.wire.ProblemReport;
import java.util.List;
import org.eclipse.jetty.http.BadMessageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where trouble becomes an answer: problem details of RFC 9457. */
record Errors(AgentMetrics metrics, Audit audit) {

  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  void install(RoutesConfig routes) {
    routes.exception(Refused.class, (refused, ctx) -> answer(ctx, refused.problems()));
    routes.exception(Body.ClientGone.class, (gone, ctx) -> badBody(ctx, 400));
    routes.exception(Body.TooSlow.class, (slow, ctx) -> badBody(ctx, 408));
    routes.exception(BadMessageException.class, (bad, ctx) -> badBody(ctx, bad.getCode()));
    routes.exception(HttpResponseException.class, this::known);
    routes.exception(Exception.class, this::unknown);
  }

  private void known(HttpResponseException e, Context ctx) {
    if (e.getStatus() == 404) {
      answer(ctx, List.of(unknownPath()));
    } else {
      unknown(e, ctx);
    }
  }

  /** The body did not come as HTTP says: broken chunks, an early end, too slow. */
  private void badBody(Context ctx, int status) {
    ctx.header("Connection", "close");
    answer(
        ctx,
        status,
        List.of(Problem.of(REQUEST_INVALID, "", "the body did not arrive whole and in time")));
  }

  private void unknown(Exception e, Context ctx) {
    LOG.error("{} {} failed", ctx.method(), ctx.endpoint().path, e);
    answer(ctx, List.of(Problem.of(AGENT_ERROR, "", "the agent failed; its log has the reason")));
  }

  void answer(Context ctx, List<Problem> problems) {
    answer(ctx, StatusOfCode.of(problems), problems);
  }

  private void answer(Context ctx, int status, List<Problem> problems) {
    String code = problems.getFirst().code();
    metrics.refused(code);
    audit.refused(Callers.of(ctx), ApplyHandler.callOf(ctx), problems);
    LOG.info("{} answered with {} {} ({} problems)", ctx.method(), status, code, problems.size());
    StatusOfCode.retryAfter(status)
        .ifPresent(pause -> ctx.header("Retry-After", String.valueOf(pause.toSeconds())));
    if (status == 403) {
      // It would be refused for ever, and holds one of few places.
      ctx.header("Connection", "close");
    }
    ctx.status(status)
        .contentType(ProblemReport.MEDIA_TYPE)
        .result(Json.write(ProblemReport.of(status, StatusOfCode.title(status), problems)));
  }

  static Problem unknownPath() {
    return Problem.of(
        API_UNKNOWN,
        "",
        "no such path: there are /v1/sysctl, /v1/hostname, /v1/file, /v1/release, /v1/state and /v1/facts");
  }
}
