package io.keelson.console.service;

import org.jspecify.annotations.Nullable;

/** A place for the first password that can be told to fail. */
public final class FakePlace implements FirstPasswordPlace {

  public volatile @Nullable String password;
  public volatile boolean broken;
  public int puts;

  @Override
  public synchronized void put(String password) throws AccountException {
    check();
    this.password = password;
    puts++;
  }

  @Override
  public boolean holds() throws AccountException {
    check();
    return password != null;
  }

  @Override
  public void remove() throws AccountException {
    check();
    password = null;
  }

  private void check() throws AccountException {
    if (broken) {
      throw new AccountException("the API server does not answer");
    }
  }
}
