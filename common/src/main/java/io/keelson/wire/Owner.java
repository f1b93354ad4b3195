package io.keelson.wire;

import java.util.Objects;

/**
 * The MyKind on whose behalf a call is made. Its uid is its identity; namespace and name are for
 * people.
 */
public record Owner(String uid, String namespace, String name) {

  public Owner {
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
  }
}
