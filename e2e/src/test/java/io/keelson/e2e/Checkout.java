package io.keelson.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of this checkout are. */
final class Checkout {

  private Checkout() {}

  static Path path(String relative) {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.isDirectory(up.resolve("charts/keelson"))) {
        return up.resolve(relative);
      }
    }
    throw new IllegalStateException("run the tests inside a checkout of Keelson");
  }
}
