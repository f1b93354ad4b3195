package io.keelson.console.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The accounts of a cluster that can be told to fail. */
final class FakeAccounts implements AccountPort {

  final Map<String, String> accounts = new TreeMap<>();
  final List<String> calls = new ArrayList<>();

  /** With this it answers, once; the first half of what was asked is done all the same. */
  @Nullable String fault;

  @Override
  public synchronized void bring(String user, boolean enabled, List<Grant> grants)
      throws AccountException {
    calls.add("bring " + user);
    accounts.put(user, fault == null ? text(enabled, grants) : "half");
    failOnce();
  }

  @Override
  public synchronized void remove(String user) throws AccountException {
    calls.add("remove " + user);
    accounts.remove(user);
    failOnce();
  }

  static String text(boolean enabled, List<Grant> grants) {
    return enabled
        + grants.stream()
            .map(g -> " " + g.namespace() + "=" + g.role().word())
            .sorted()
            .toList()
            .toString();
  }

  private void failOnce() throws AccountException {
    if (fault != null) {
      AccountException failure = new AccountException(fault);
      fault = null;
      throw failure;
    }
  }
}
