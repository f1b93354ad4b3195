package io.keelson.controller.plan;

import java.util.Set;

/**
 * Owners that nobody knows any more and of which the API server itself has said that they are gone.
 *
 * @param reverted uids of those whose settings are given back
 * @param kept uids of those whose settings stay
 */
public record Gone(Set<String> reverted, Set<String> kept) {

  public static final Gone NOBODY = new Gone(Set.of(), Set.of());

  public Gone {
    reverted = Set.copyOf(reverted);
    kept = Set.copyOf(kept);
  }
}
