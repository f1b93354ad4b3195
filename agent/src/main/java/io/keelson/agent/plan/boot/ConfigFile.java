package io.keelson.agent.plan.boot;

import java.util.List;

/**
 * A file of the host's own configuration.
 *
 * @param path where it really is, for people
 */
public record ConfigFile(String path, String text) {

  List<String> lines() {
    return List.of(text.split("\n", -1));
  }

  /** A place in it, for people. */
  String line(int number) {
    return path + " line " + number;
  }
}
