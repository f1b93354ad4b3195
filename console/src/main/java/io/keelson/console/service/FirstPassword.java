package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.InstantSource;

/** The first administrator, made at the first start. For any thread. */
public final class FirstPassword {

  public FirstPassword(
      Database database,
      InstantSource clock,
      Passwords passwords,
      FirstPasswordPlace place,
      Audit audit) {}

  /** With no users: makes one and puts its password to its place. To be called at each start. */
  public void ensure() throws AccountException {
    throw new UnsupportedOperationException();
  }
}
