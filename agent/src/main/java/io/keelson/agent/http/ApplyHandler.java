package io.keelson.agent.http;

import static io.keelson.problem.ProblemCode.REQUEST_INVALID;

import io.javalin.http.Context;
import io.keelson.agent.apply.Admission;
import io.keelson.agent.apply.Execution;
import io.keelson.agent.audit.Call;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.wire.ApplyRequest;
import io.keelson.wire.Owner;
import io.keelson.wire.ReleaseRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The POSTs: checks what needs no host, then hands the rest to the host thread. */
final class ApplyHandler {

  private static final String CALL = "keelson.call";

  private final Admission admission;
  private final Execution execution;
  private final Calls calls;
  private final LargeBodies large = new LargeBodies();

  ApplyHandler(Admission admission, Execution execution, Calls calls) {
    this.admission = admission;
    this.execution = execution;
    this.calls = calls;
  }

  /** The call that a request turned out to be. */
  static Optional<Call> callOf(Context ctx) {
    return Optional.ofNullable(ctx.<@Nullable Call>attribute(CALL));
  }

  /** {@code POST /v1/sysctl} and the like. */
  void apply(Context ctx, Api api) {
    boolean dryRun = begin(ctx);
    ApplyRequest request = Body.read(ctx, ApplyRequest.class);
    Call call = call(ctx, request.owner(), request.epoch(), request.generation(), dryRun);
    switch (admission.check(api, request)) {
      case Checked.Invalid invalid -> throw new Refused(invalid.problems());
      case Checked.Valid valid ->
          calls.answer(
              ctx, call, request, () -> execution.apply(call, api, request, valid.settings()));
    }
  }

  /** {@code POST /v1/release}. */
  void release(Context ctx) {
    boolean dryRun = begin(ctx);
    ReleaseRequest request = Body.read(ctx, ReleaseRequest.class);
    Call call = call(ctx, request.owner(), request.epoch(), request.generation(), dryRun);
    List<Problem> wrong = admission.check(request);
    if (!wrong.isEmpty()) {
      throw new Refused(wrong);
    }
    Optional<Api> api = Optional.ofNullable(request.api()).flatMap(Api::ofPath);
    calls.answer(ctx, call, request, () -> execution.release(call, request, api));
  }

  /** Says whether it is a dry run. */
  private boolean begin(Context ctx) {
    boolean dryRun = dryRun(ctx);
    Body.checkType(ctx);
    large.enterIfLarge(ctx);
    return dryRun;
  }

  private static Call call(Context ctx, Owner owner, long epoch, long generation, boolean dryRun) {
    String id = dryRun ? "" : IdempotencyKey.of(ctx);
    String path = ctx.req().getRequestURI();
    Call call = new Call(Callers.of(ctx), path, owner, epoch, generation, id, dryRun);
    ctx.attribute(CALL, call);
    return call;
  }

  private static boolean dryRun(Context ctx) {
    List<String> given = ctx.queryParams("dryRun");
    boolean known = ctx.queryParamMap().keySet().stream().allMatch("dryRun"::equals);
    if (known && given.isEmpty()) {
      return false;
    }
    if (known && given.equals(List.of("true"))) {
      return true;
    }
    if (known && given.equals(List.of("false"))) {
      return false;
    }
    // A misspelt dryRun must never become a real change.
    throw Refused.of(REQUEST_INVALID, "dryRun", "the only query of a POST is dryRun=true or false");
  }
}
