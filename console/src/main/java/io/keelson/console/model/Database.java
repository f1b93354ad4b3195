package io.keelson.console.model;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** The database of users, sessions and audit. For any thread. */
public final class Database implements AutoCloseable {

  private Database() {}

  /**
   * Opens it and brings its tables to this release's.
   *
   * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
   * @throws DatabaseException that says what would be right
   */
  public static Database open(String url, String user, String password) {
    throw new UnsupportedOperationException();
  }

  /** Asks; what is changed is not kept. */
  public <T> T read(Function<EntityManager, T> work) {
    throw new UnsupportedOperationException();
  }

  /** Changes, all or nothing; the work may be done a second time when another was quicker. */
  public <T> T write(Function<EntityManager, T> work) {
    throw new UnsupportedOperationException();
  }

  /** Whether it answers now. */
  public boolean answers() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
