package io.keelson.agent.http;

import io.keelson.agent.ops.AgentMetrics;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.wire.Json;
import io.keelson.wire.ProblemReport;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the server itself refuses, before any route: in our form, without its own page. */
final class BareErrors extends ErrorHandler {

  private final AgentMetrics metrics;

  BareErrors(AgentMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() == 0 ? 500 : response.getStatus();
    String code =
        status < 500 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
            ? ProblemCode.REQUEST_INVALID
            : ProblemCode.AGENT_ERROR;
    metrics.refused(code);
    Problem problem = Problem.of(code, "", "the request is not one that this agent takes");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, ProblemReport.MEDIA_TYPE);
    byte[] body =
        Json.write(ProblemReport.of(status, StatusOfCode.title(status), List.of(problem)));
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
