package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.METHOD_INVALID;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.wire.ReleaseRequest;
import java.util.List;
import java.util.Optional;

/** Every route of the agent. */
record Routes(
    ClientCheck client,
    ApplyHandler apply,
    ReadHandler read,
    StateHandler state,
    FactsHandler facts,
    Errors errors) {

  static final String STATE = "/v1/state";
  static final String FACTS = "/v1/facts";

  void install(RoutesConfig routes) {
    routes.before(client::check);
    routes.before(Routes::checkMethod);
    for (Api api : Api.values()) {
      routes.get(api.path(), ctx -> read.handle(ctx, api));
      routes.post(api.path(), ctx -> apply.apply(ctx, api));
    }
    routes.post(ReleaseRequest.PATH, apply::release);
    routes.get(STATE, state::handle);
    routes.get(FACTS, facts::handle);
    routes.after(LargeBodies::leave);
    errors.install(routes);
  }

  /** Nothing but GET and POST does anything, whatever the server would make of it (HEAD). */
  private static void checkMethod(Context ctx) {
    Optional<List<String>> allowed = allowed(ctx.req().getRequestURI());
    if (allowed.isEmpty()) {
      throw new Refused(List.of(Errors.unknownPath()));
    }
    String method = ctx.req().getMethod();
    // Javalin would let the header X-HTTP-Method-Override make a POST of a GET.
    if (!allowed.get().contains(method) || !ctx.method().name().equals(method)) {
      String methods = String.join(", ", allowed.get());
      ctx.header("Allow", methods);
      throw new Refused(List.of(Problem.of(METHOD_INVALID, "", "this path takes " + methods)));
    }
  }

  private static Optional<List<String>> allowed(String path) {
    if (path.equals(STATE) || path.equals(FACTS)) {
      return Optional.of(List.of("GET"));
    }
    if (path.equals(ReleaseRequest.PATH)) {
      return Optional.of(List.of("POST"));
    }
    return Api.ofPath(path).map(api -> List.of("GET", "POST"));
  }
}
