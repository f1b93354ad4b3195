package io.keelson.controller.trust;

import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store of the authority as an API server keeps it, versions and all, that nobody else writes.
 */
public final class MemoryTrust implements TrustStore {

  private final AtomicLong versions = new AtomicLong(1);
  private final AtomicLong reads = new AtomicLong();
  private final CopyOnWriteArrayList<Runnable> watchers = new CopyOnWriteArrayList<>();
  private @Nullable Kept kept = new Kept(Map.of(), "1");
  private Published published = new Published(Map.of(), "", "1");
  private @Nullable Map<String, String> source;

  @Override
  public synchronized Snapshot read() {
    reads.incrementAndGet();
    return new Snapshot(kept, published, source);
  }

  @Override
  public boolean keep(Kept next) {
    synchronized (this) {
      if (kept == null || !kept.version().equals(next.version())) {
        return false;
      }
      kept = new Kept(next.data(), version());
    }
    watchers.forEach(Runnable::run);
    return true;
  }

  @Override
  public boolean publish(Published next) {
    synchronized (this) {
      if (!published.version().equals(next.version())) {
        return false;
      }
      published = new Published(next.data(), next.waitingFor(), version());
    }
    watchers.forEach(Runnable::run);
    return true;
  }

  /** How often it was looked at. */
  long reads() {
    return reads.get();
  }

  /** What somebody does who may write the Secret; null takes it away. */
  public void overwrite(@Nullable Map<String, String> data) {
    synchronized (this) {
      kept = data == null ? null : new Kept(data, version());
    }
    watchers.forEach(Runnable::run);
  }

  /** What the Secret holds that the authority comes from. */
  public void source(Map<String, String> data) {
    synchronized (this) {
      source = Map.copyOf(data);
    }
    watchers.forEach(Runnable::run);
  }

  @Override
  public void watch(Runnable changed) {
    watchers.add(changed);
  }

  private String version() {
    return String.valueOf(versions.incrementAndGet());
  }
}
