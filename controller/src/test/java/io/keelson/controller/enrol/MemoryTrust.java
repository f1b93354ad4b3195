package io.keelson.controller.enrol;

import io.keelson.controller.trust.TrustStore;
import java.util.Map;

/** Secret and ConfigMap as they are after the installation, in memory. */
final class MemoryTrust implements TrustStore {

  private Kept kept = new Kept(Map.of(), "0");
  private Published published = new Published(Map.of(), "", "0");

  @Override
  public synchronized Snapshot read() {
    return new Snapshot(kept, published, null);
  }

  @Override
  public synchronized boolean keep(Kept next) {
    kept = new Kept(next.data(), next.version() + "+");
    return true;
  }

  @Override
  public synchronized boolean publish(Published next) {
    published = new Published(next.data(), next.waitingFor(), next.version() + "+");
    return true;
  }

  @Override
  public void watch(Runnable changed) {}
}
