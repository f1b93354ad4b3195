package io.keelson.console.controller;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** Every address of the console, and the way of each request to it. */
public final class Routes {

  /** One address, for the test that asks all of them. */
  public record Address(String method, String path, Access access) {}

  private final Gate gate;
  private final List<Area> areas;

  Routes(Gate gate, List<Area> areas) {
    this.gate = gate;
    this.areas = List.copyOf(areas);
  }

  /** Every address that there is. */
  public static List<Address> addresses(List<Area> areas) {
    List<Address> all = new ArrayList<>();
    Area.RouteSink sink =
        new Area.RouteSink() {
          @Override
          public void get(String path, Access access, Area.VisitHandler handler) {
            all.add(new Address("GET", path, access));
          }

          @Override
          public void post(String path, Access access, Area.VisitHandler handler) {
            all.add(new Address("POST", path, access));
          }
        };
    areas.forEach(area -> area.routes(sink));
    return all;
  }

  void install(RoutesConfig routes) {
    routes.before(Routes::checkMethod);
    Area.RouteSink sink =
        new Area.RouteSink() {
          @Override
          public void get(String path, Access access, Area.VisitHandler handler) {
            routes.get(path, ctx -> gate.show(ctx, access, handler));
          }

          @Override
          public void post(String path, Access access, Area.VisitHandler handler) {
            routes.post(path, ctx -> gate.change(ctx, access, handler));
          }
        };
    areas.forEach(area -> area.routes(sink));
  }

  /** Javalin would let the header X-HTTP-Method-Override make a POST of a GET, past a proxy. */
  private static void checkMethod(Context ctx) {
    String method = ctx.req().getMethod();
    if (!method.equals("GET") && !method.equals("POST")) {
      ctx.header("Allow", "GET, POST");
      throw new Refusal(405, "error.405");
    }
    if (!ctx.method().name().equals(method)) {
      throw new Refusal(400, "error.400");
    }
  }
}
