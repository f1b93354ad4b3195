package io.keelson.console.service;

/** Makes and checks hashes of passwords. For any thread. */
public final class Passwords {
  public Passwords() {}
}
