package io.keelson.console.controller;

import io.javalin.http.Context;
import io.keelson.console.config.Network;
import java.util.List;

/** Where a request comes from. */
public final class Callers {

  private final List<Network> proxies;

  /**
   * Made of the configuration.
   *
   * @param proxies networks whose word about the caller counts
   */
  public Callers(List<Network> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  /**
   * The caller's address: that of the connection, or what a trusted proxy says, read from its end:
   * what stands before the last address that is no proxy of ours could have been written by
   * anybody.
   */
  String address(Context ctx) {
    String address = ctx.req().getRemoteAddr();
    String forwarded = ctx.header("X-Forwarded-For");
    if (forwarded == null || !isProxy(address)) {
      return address;
    }
    String[] chain = forwarded.split(",", -1);
    for (int i = chain.length - 1; i >= 0 && isProxy(address); i--) {
      String before = chain[i].strip();
      if (Network.parse(before).isEmpty() || before.contains("/")) {
        return address;
      }
      address = before;
    }
    return address;
  }

  private boolean isProxy(String address) {
    return proxies.stream().anyMatch(network -> network.has(address));
  }
}
