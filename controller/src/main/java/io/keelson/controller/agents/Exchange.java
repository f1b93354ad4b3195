package io.keelson.controller.agents;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request and its answer, within a time and a size. */
final class Exchange {

  /** More than 256 parameters with their longest values and all their problems. */
  private static final int LARGEST_ANSWER = 1024 * 1024;

  /** No answer within the time. */
  static final class TooLate extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLate(Duration longest) {
      super("no answer within " + longest.toSeconds() + " s", null, false, false);
    }
  }

  /** An answer that is larger than any good one. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLarge() {
      super("answer of more than " + LARGEST_ANSWER + " bytes", null, false, false);
    }
  }

  private Exchange() {}

  /** The time runs from here: connecting has an own, shorter limit. */
  static Future<Reply> start(
      Vertx vertx, HttpClientRequest request, @Nullable Buffer body, Duration longest) {
    Promise<Reply> answer = Promise.promise();
    long timer =
        vertx.setTimer(
            longest.toMillis(),
            fired -> {
              if (answer.tryFail(new TooLate(longest))) {
                request.reset();
              }
            });
    Future<HttpClientResponse> response = body == null ? request.send() : request.send(body);
    response
        .compose(Exchange::read)
        .onComplete(
            ended -> {
              vertx.cancelTimer(timer);
              if (ended.succeeded()) {
                answer.tryComplete(ended.result());
              } else {
                answer.tryFail(ended.cause());
              }
            });
    return answer.future();
  }

  private static Future<Reply> read(HttpClientResponse response) {
    Promise<Reply> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(
        chunk -> {
          if (read.length() + chunk.length() <= LARGEST_ANSWER) {
            read.appendBuffer(chunk);
          } else if (whole.tryFail(new TooLarge())) {
            response.request().reset();
          }
        });
    response.endHandler(
        end -> whole.tryComplete(new Reply.Answer(response.statusCode(), read.getBytes())));
    return whole.future();
  }
}
