package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.REQUEST_INVALID;

import io.javalin.http.Context;
import io.keelson.agent.apply.Reader;
import io.keelson.agent.apply.Readiness;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.wire.Reading;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/…?key=…}: what the node has. */
record ReadHandler(Readiness readiness, Reader reader, Lane lane) {

  void handle(Context ctx, Api api) {
    if (!ctx.queryParamMap().keySet().stream().allMatch("key"::equals)) {
      throw Refused.of(
          REQUEST_INVALID, "", "the only query of a GET is key=KEY, once for each key");
    }
    List<String> keys = ctx.queryParams("key");
    if (keys.isEmpty() && api != Api.HOSTNAME) {
      throw Refused.of(REQUEST_INVALID, "key", "nothing to read: give at least one key=KEY");
    }
    List<Problem> problems =
        ParameterCheck.checkKeys(
            api,
            keys.stream().map(key -> new Parameter(key, null, null, null, null, null)).toList());
    if (!problems.isEmpty()) {
      throw new Refused(problems);
    }
    lane.run(ctx, () -> read(api, keys));
  }

  private Reading read(Api api, List<String> keys) {
    Optional<Problem> obstacle = readiness.obstacle();
    if (obstacle.isPresent()) {
      throw new Refused(List.of(obstacle.get()));
    }
    return reader.read(api, keys);
  }
}
