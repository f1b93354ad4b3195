package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The users of the console and what they may. For any thread. */
public final class Users {

  public Users(
      Database database,
      InstantSource clock,
      AccountPort accounts,
      Passwords passwords,
      Sessions sessions,
      Audit audit) {}

  /** By name, 25 a page; search is a part of the name, or nothing. */
  public Paged<User> page(String search, int page) {
    throw new UnsupportedOperationException();
  }

  public Optional<User> find(UUID id) {
    throw new UnsupportedOperationException();
  }

  /** Makes one, with a one-time password. */
  public UserAnswer create(
      String name, boolean administrator, List<Grant> grants, User by, From from) {
    throw new UnsupportedOperationException();
  }

  /** Changes what one may; its sessions end when anything changed. */
  public UserAnswer update(
      UUID id, boolean administrator, boolean enabled, List<Grant> grants, User by, From from) {
    throw new UnsupportedOperationException();
  }

  /** Gives one a new one-time password; its sessions end. */
  public UserAnswer resetPassword(UUID id, User by, From from) {
    throw new UnsupportedOperationException();
  }

  /** Removes one, its sessions and its account in the cluster. */
  public UserAnswer delete(UUID id, User by, From from) {
    throw new UnsupportedOperationException();
  }

  /** Which language it reads: en, zh or empty for its browser's. */
  public void setLanguage(UUID id, String language) {
    throw new UnsupportedOperationException();
  }

  /** Makes the accounts in the cluster of all users what they should be; to be called at start. */
  public void bringAll() {
    throw new UnsupportedOperationException();
  }
}
