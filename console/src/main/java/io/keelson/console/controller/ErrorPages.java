package io.keelson.console.controller;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.keelson.console.model.DatabaseException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where trouble becomes a page. */
record ErrorPages(Gate gate) {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorPages.class);

  void install(RoutesConfig routes) {
    routes.exception(Refusal.class, this::refused);
    routes.exception(DatabaseException.class, this::database);
    routes.exception(HttpResponseException.class, this::known);
    routes.exception(Exception.class, this::unknown);
  }

  private void refused(Refusal refusal, Context ctx) {
    if (refusal.status() == 503 || refusal.status() == 429) {
      ctx.header("Retry-After", "2");
    }
    page(gate.stranger(ctx), refusal.status(), refusal.key(), refusal.values());
  }

  private void known(HttpResponseException e, Context ctx) {
    int status = e.getStatus();
    String key = status == 404 || status == 413 ? "error." + status : "error.400";
    page(gate.stranger(ctx), status, key);
  }

  private void database(DatabaseException e, Context ctx) {
    LOG.error("{} {}: database: {}", ctx.method(), ctx.endpoint().path, e.getMessage(), e);
    ctx.header("Retry-After", "5");
    page(gate.unknown(ctx), 503, "error.database");
  }

  private void unknown(Exception e, Context ctx) {
    String id = Gate.requestId(ctx);
    LOG.error("{} {} failed, request {}", ctx.method(), ctx.endpoint().path, id, e);
    page(gate.unknown(ctx), 500, "error.500", id);
  }

  /** Parts of pages get it as a part: htmx shows it where the answer would have been. */
  private static void page(Visit visit, int status, String key, Object... values) {
    String sentence = visit.texts().of(key, values);
    String template = visit.wantsPart() ? "frame/errorpart.jte" : "frame/error.jte";
    visit.show(
        status,
        template,
        visit.frame(visit.texts().of("error.title")),
        Map.of("status", status, "sentence", sentence));
  }
}
