package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Specs that MyKinds once had: 20 of each, 32 KiB each, 10,000 in all. For any thread. */
public final class History {

  public History(Database database) {}

  /** Keeps one; a generation that is kept already stays as it is. */
  public void keep(
      String namespace,
      String name,
      String uid,
      long generation,
      String author,
      Instant at,
      String specJson) {
    throw new UnsupportedOperationException();
  }

  /** The newest first. */
  public List<Revision> of(String namespace, String name, String uid) {
    throw new UnsupportedOperationException();
  }

  public Optional<Revision> find(UUID id) {
    throw new UnsupportedOperationException();
  }
}
