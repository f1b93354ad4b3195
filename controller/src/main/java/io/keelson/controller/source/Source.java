package io.keelson.controller.source;

import java.util.Objects;

/**
 * An entry of an object.
 *
 * @param key of the entry in it
 */
record Source(SourceObject object, String key) {

  Source {
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(key, "key");
  }
}
