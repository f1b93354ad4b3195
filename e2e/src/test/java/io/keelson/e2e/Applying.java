package io.keelson.e2e;

import static io.keelson.testing.MyKinds.aMyKind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody who changes a MyKind again and again and waits for each change, in a thread of its own;
 * every change that does not succeed is noted with what the status says.
 */
final class Applying implements AutoCloseable {

  static final String NAME = "again";
  static final String KEY = "net.ipv4.tcp_keepalive_intvl";

  private final Cluster cluster;
  private final String[] nodes;
  private final AtomicInteger done = new AtomicInteger();
  private final List<String> failures = new ArrayList<>();
  private final Thread thread;
  private volatile boolean ending;

  /** Begins; no nodes named means all of them. */
  Applying(Cluster cluster, String... nodes) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.thread = Thread.ofPlatform().name("applying").start(this::run);
  }

  private void run() {
    while (!ending) {
      String value = String.valueOf(20 + done.get() % 40);
      cluster.apply(aMyKind().named(NAME).onNodes(nodes).sysctl(KEY, value).yaml()).orThrow();
      boolean ready = cluster.waitReady(NAME).exitCode() == 0;
      JsonNode status = cluster.myKind(NAME).path("status");
      JsonNode counts = status.path("Nodes");
      // An agent that could not be spoken to is counted as offline, which is a success too.
      if (!ready || counts.path("Applied").asInt() != counts.path("Target").asInt()) {
        synchronized (failures) {
          failures.add(value + ": " + status);
        }
      }
      done.incrementAndGet();
    }
  }

  int done() {
    return done.get();
  }

  /** What did not succeed so far. */
  List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
    }
  }

  @Override
  public void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
