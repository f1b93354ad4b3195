package io.keelson.console.controller;

/** A part of the console: its addresses and what they do. */
public interface Area {

  /** Names every address of this part. */
  void routes(RouteSink routes);

  /** Takes addresses; paths as in Javalin: {@code /mykinds/{namespace}/{name}}. */
  interface RouteSink {

    /** An address that only shows. It must change nothing. */
    void get(String path, Access access, VisitHandler handler);

    /** An address that changes: its form's token, origin and type are checked before. */
    void post(String path, Access access, VisitHandler handler);
  }

  /** What an address does. */
  @FunctionalInterface
  interface VisitHandler {

    void handle(Visit visit) throws Exception;
  }
}
