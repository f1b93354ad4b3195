package io.keelson.wire;

import java.util.Comparator;
import java.util.Objects;

/**
 * The MyKind on whose behalf a call is made. Its uid is its identity; namespace and name are for
 * people.
 *
 * @param created metadata.creationTimestamp, RFC 3339 in UTC, so that text order is time order
 */
public record Owner(String uid, String namespace, String name, String created) {

  /** Who comes first where two want the same: the older, then the lower uid. */
  public static final Comparator<Owner> OLDEST_FIRST =
      Comparator.comparing(Owner::created).thenComparing(Owner::uid);

  public Owner {
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(created, "created");
  }
}
