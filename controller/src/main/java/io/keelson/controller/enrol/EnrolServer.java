package io.keelson.controller.enrol;

import static io.keelson.problem.ProblemCode.API_UNKNOWN;
import static io.keelson.problem.ProblemCode.CONTENT_TYPE_INVALID;
import static io.keelson.problem.ProblemCode.METHOD_INVALID;
import static io.keelson.problem.ProblemCode.REQUEST_INVALID;
import static io.keelson.problem.ProblemCode.REQUEST_TOO_LARGE;
import static io.keelson.problem.ProblemCode.TOKEN_INVALID;

import io.keelson.controller.enrol.Enrolment.Result;
import io.keelson.problem.Problem;
import io.keelson.trust.ReloadableTls;
import io.keelson.wire.Decoded;
import io.keelson.wire.EnrolRequest;
import io.keelson.wire.Json;
import io.keelson.wire.ProblemReport;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Takes enrolments: HTTP/1.1 over TLS 1.3, one path, one method, one request for each connection.
 * Whoever asks proves nothing by the connection; we do.
 */
public final class EnrolServer implements AutoCloseable {

  private static final int LARGEST_BODY = 16 * 1024;
  private static final int LARGEST_HEADERS = 16 * 1024;
  private static final int IDLE_SECONDS = 20;
  private static final int HANDSHAKE_SECONDS = 10;
  private static final long LONGEST_BODY_MILLIS = 10_000;
  private static final int LONGEST_PAUSE_SECONDS = 30;
  private static final long START_SECONDS = 30;
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final Enrolment enrolment;
  private final EnrolTelemetry telemetry;
  private final RefusalLog log = new RefusalLog(System::nanoTime);
  private final HttpServer server;

  /**
   * Starts to listen on all interfaces.
   *
   * @param port 0 for any
   * @param tls what it proves itself with
   */
  public EnrolServer(int port, ReloadableTls tls, Enrolment enrolment, EnrolTelemetry telemetry)
      throws IOException {
    this(port, tls, enrolment, telemetry, Guests.Limits.STANDARD);
  }

  EnrolServer(
      int port,
      ReloadableTls tls,
      Enrolment enrolment,
      EnrolTelemetry telemetry,
      Guests.Limits guests)
      throws IOException {
    this.enrolment = enrolment;
    this.telemetry = telemetry;
    this.vertx =
        new Guests(guests)
            .vertx(
                new VertxOptions()
                    .setEventLoopPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()))
                    .setWorkerPoolSize(1)
                    .setInternalBlockingPoolSize(1));
    this.server =
        vertx
            .createHttpServer(options(port, tls))
            .invalidRequestHandler(this::malformed)
            .requestHandler(this::handle);
    try {
      server
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      vertx.close();
      throw new IOException("cannot listen at port " + port, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static HttpServerOptions options(int port, ReloadableTls tls) {
    HttpServerOptions options = new HttpServerOptions();
    options
        .setPort(port)
        .setSsl(true)
        .setKeyCertOptions(KeyCertOptions.wrap(tls.keyManager()))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setUseAlpn(false)
        .setHttp2ClearTextEnabled(false)
        .setIdleTimeout(IDLE_SECONDS)
        .setMaxInitialLineLength(1024)
        .setMaxHeaderSize(LARGEST_HEADERS)
        .setMaxChunkSize(LARGEST_BODY)
        .setDecompressionSupported(false);
    return options;
  }

  public int port() {
    return server.actualPort();
  }

  /** Not HTTP as we read it: nothing of it is repeated in the answer. */
  private void malformed(HttpServerRequest request) {
    telemetry.enrolled("malformed");
    request
        .response()
        .setStatusCode(400)
        .putHeader("Connection", "close")
        .end()
        .onComplete(ended -> request.connection().close());
  }

  private void handle(HttpServerRequest request) {
    Refusal refusal = formal(request);
    if (refusal != null) {
      refuse(request, refusal);
      return;
    }
    Context context = vertx.getOrCreateContext();
    Buffer body = Buffer.buffer();
    long late = vertx.setTimer(LONGEST_BODY_MILLIS, fired -> request.connection().close());
    request.exceptionHandler(gone -> vertx.cancelTimer(late));
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > LARGEST_BODY) {
            request.handler(rest -> {}).endHandler(end -> {});
            vertx.cancelTimer(late);
            refuse(request, tooLarge());
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(
        end -> {
          vertx.cancelTimer(late);
          whole(request, body, context);
        });
  }

  private static @org.jspecify.annotations.Nullable Refusal formal(HttpServerRequest request) {
    if (!EnrolRequest.PATH.equals(request.uri())) {
      return new Refusal(404, API_UNKNOWN, "there is nothing but " + EnrolRequest.PATH);
    }
    if (!HttpMethod.POST.equals(request.method())) {
      return new Refusal(405, METHOD_INVALID, "POST is needed");
    }
    MultiMap headers = request.headers();
    if (!headers.getAll("Content-Type").equals(List.of(JSON))) {
      return new Refusal(415, CONTENT_TYPE_INVALID, "Content-Type: " + JSON + " is needed");
    }
    if (headers.getAll("Authorization").size() != 1) {
      return new Refusal(401, TOKEN_INVALID, "one header Authorization: Bearer TOKEN is needed");
    }
    String length = headers.get("Content-Length");
    return length != null && (length.length() > 5 || Integer.parseInt(length) > LARGEST_BODY)
        ? tooLarge()
        : null;
  }

  private static Refusal tooLarge() {
    return new Refusal(413, REQUEST_TOO_LARGE, "at most " + LARGEST_BODY + " bytes");
  }

  private void whole(HttpServerRequest request, Buffer body, Context context) {
    String authorization = request.getHeader("Authorization");
    if (!authorization.startsWith("Bearer ")) {
      refuse(request, new Refusal(401, TOKEN_INVALID, "Authorization: Bearer TOKEN is needed"));
      return;
    }
    switch (Json.read(body.getBytes(), EnrolRequest.class)) {
      case Decoded.Malformed<EnrolRequest> malformed ->
          refuse(request, new Refusal(400, REQUEST_INVALID, malformed.problem().message()));
      case Decoded.Value<EnrolRequest> read ->
          enrolment
              .enrol(
                  request.remoteAddress().hostAddress(),
                  authorization.substring("Bearer ".length()),
                  read.value().csr())
              .whenComplete(
                  (result, fault) ->
                      context.runOnContext(
                          here -> {
                            if (fault == null) {
                              answer(request, result);
                            } else {
                              log.fault(fault);
                              request.connection().close();
                            }
                          }));
    }
  }

  private void answer(HttpServerRequest request, Result result) {
    switch (result) {
      case Result.Refused refused -> refuse(request, refused.refusal());
      case Result.Issued issued -> {
        telemetry.enrolled("issued");
        send(request, 200, JSON, issued.answer());
      }
    }
  }

  private void refuse(HttpServerRequest request, Refusal refusal) {
    telemetry.enrolled(refusal.code().toLowerCase(Locale.ROOT));
    log.refused(String.valueOf(request.remoteAddress()), refusal);
    if (refusal.status() == 503) {
      // So that those who were refused together do not come back together.
      int pause = RandomGenerator.getDefault().nextInt(1, LONGEST_PAUSE_SECONDS + 1);
      request.response().putHeader("Retry-After", String.valueOf(pause));
    }
    if (refusal.status() == 405) {
      request.response().putHeader("Allow", "POST");
    }
    send(
        request,
        refusal.status(),
        ProblemReport.MEDIA_TYPE,
        ProblemReport.of(
            refusal.status(),
            "Refused",
            List.of(Problem.of(refusal.code(), "", refusal.message()))));
  }

  private static void send(HttpServerRequest request, int status, String type, Object value) {
    if (request.response().closed() || request.response().ended()) {
      return;
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Connection", "close")
        .end(Buffer.buffer(Json.write(value)))
        // An agent comes back after hours: a connection that is kept would only keep others out.
        .onComplete(ended -> request.connection().close());
  }

  @Override
  public void close() {
    server.close();
    vertx.close();
  }
}
