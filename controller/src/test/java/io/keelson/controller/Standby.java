package io.keelson.controller;

import java.time.Duration;

/** A second replica. */
record Standby(Controller controller) implements AutoCloseable {

  String ops(String path) {
    return Rig.ops(controller, path);
  }

  @Override
  public void close() {
    controller.drain(Duration.ofSeconds(5));
    controller.close();
  }
}
