package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.InstantSource;

/** Slows down who guesses passwords. For any thread. */
public final class Throttle {
  public Throttle(Database database, InstantSource clock) {}
}
