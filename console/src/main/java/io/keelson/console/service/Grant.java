package io.keelson.console.service;

/**
 * A role in a namespace.
 *
 * @param namespace its name; {@link #EVERYWHERE} for all
 */
public record Grant(String namespace, Role role) {

  /** In place of a namespace: all of them. */
  public static final String EVERYWHERE = "*";

  public boolean everywhere() {
    return namespace.equals(EVERYWHERE);
  }
}
