package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.REQUEST_INVALID;

import io.javalin.http.Context;
import io.keelson.agent.apply.Reader;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import java.util.List;

/** {@code GET /v1/…?key=…}: what the node has. */
record ReadHandler(Reader reader, Lane lane) {

  void handle(Context ctx, Api api) {
    if (!ctx.queryParamMap().keySet().stream().allMatch("key"::equals)) {
      throw Refused.of(REQUEST_INVALID, "", "the only query of a GET is key=…, once for each key");
    }
    List<String> keys = ctx.queryParams("key");
    if (keys.isEmpty() && api != Api.HOSTNAME) {
      throw Refused.of(REQUEST_INVALID, "key", "nothing to read: give at least one key=…");
    }
    List<Problem> problems =
        ParameterCheck.checkKeys(
            api,
            keys.stream().map(key -> new Parameter(key, null, null, null, null, null)).toList());
    if (!problems.isEmpty()) {
      throw new Refused(problems);
    }
    lane.run(ctx, () -> reader.read(api, keys));
  }
}
