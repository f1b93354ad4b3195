package io.keelson.e2e.chart;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of the checkout that the tests run in. */
final class Checkout {

  private Checkout() {}

  /** A file or directory by its path from the top of the checkout. */
  static Path path(String relative) {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isDirectory(directory.resolve("charts/keelson"))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("run the tests inside a checkout of Keelson");
    }
    return directory.resolve(relative);
  }
}
