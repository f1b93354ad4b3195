package io.keelson.agent.http;

import io.keelson.agent.AgentProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What strangers cost who begin one TLS handshake after the other and never end one: the packaged
 * agent as a process of its own, everything on this machine's loopback. Not a test; {@code
 * FloodBench [seconds] [connections a second, 0: as many as can be] [addresses…]} prints a line for
 * no flood, and one for each number of addresses that it comes from.
 */
final class FloodBench {

  private static final int THREADS = 4;

  private final AgentProcess agent;
  private final Duration length;
  private final int perSecond;

  private FloodBench(AgentProcess agent, Duration length, int perSecond) {
    this.agent = agent;
    this.length = length;
    this.perSecond = perSecond;
  }

  public static void main(String[] args) throws Exception {
    List<Integer> given = Stream.of(args).map(Integer::valueOf).toList();
    int seconds = given.isEmpty() ? 10 : given.getFirst();
    int perSecond = given.size() < 2 ? 0 : given.get(1);
    List<Integer> addresses =
        given.size() < 3 ? List.of(1, 50, 2000) : given.subList(2, given.size());
    try (AgentProcess agent = AgentProcess.start(Files.createTempDirectory("flood-bench"))) {
      FloodBench bench = new FloodBench(agent, Duration.ofSeconds(seconds), perSecond);
      // The first figures are those of code that was just loaded.
      bench.run(1, Duration.ofSeconds(5));
      bench.print(0);
      for (int number : addresses) {
        bench.print(number);
      }
    }
  }

  @SuppressWarnings("SystemOut")
  private void print(int addresses) throws Exception {
    System.out.println(run(addresses, length));
  }

  private String run(int addresses, Duration time) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger tried = new AtomicInteger();
    LongAdder answered = new LongAdder();
    Duration before = agent.cpu();
    long start = System.nanoTime();
    List<Thread> flood = new ArrayList<>();
    for (int i = 0; i < (addresses == 0 ? 0 : THREADS); i++) {
      flood.add(Thread.ofPlatform().start(() -> flood(addresses, stop, tried, answered)));
    }
    Calls kept = new Calls(agent.controller());
    Calls made = new Calls(null);
    while (System.nanoTime() - start < time.toNanos()) {
      kept.call();
      made.call();
      Thread.sleep(200);
    }
    stop.set(true);
    double seconds = (System.nanoTime() - start) / 1e9;
    Duration used = agent.cpu().minus(before);
    for (Thread thread : flood) {
      thread.join();
    }
    return "%4d addresses: %6.0f connections/s, %5.0f handshakes/s answered, agent's CPU %5.1f %% of a core; controller: kept connection %s, new connections %s"
        .formatted(
            addresses,
            tried.get() / seconds,
            answered.sum() / seconds,
            used.toMillis() / seconds / 10,
            kept,
            made);
  }

  private void flood(int addresses, AtomicBoolean stop, AtomicInteger tried, LongAdder answered) {
    Strangers strangers = new Strangers(agent.port());
    long start = System.nanoTime();
    while (!stop.get()) {
      int number = tried.incrementAndGet();
      if (perSecond > 0) {
        LockSupport.parkNanos(start + number * 1_000_000_000L / perSecond - System.nanoTime());
      }
      try {
        if (strangers.handshake(number % addresses)) {
          answered.increment();
        }
      } catch (IOException turnedAway) {
        // Counted as tried.
      }
    }
  }

  /** The controller's calls, over one connection or, without a client, each over a new one. */
  private final class Calls {
    private final @Nullable HttpClient client;
    private final List<Long> millis = new ArrayList<>();
    private int failed;

    Calls(@Nullable HttpClient client) {
      this.client = client;
    }

    void call() throws InterruptedException {
      HttpClient over = client == null ? agent.controller() : client;
      long begin = System.nanoTime();
      try {
        over.send(
            HttpRequest.newBuilder(agent.uri("/v1/state")).timeout(Duration.ofSeconds(5)).build(),
            BodyHandlers.discarding());
        millis.add((System.nanoTime() - begin) / 1_000_000);
      } catch (IOException refused) {
        failed++;
      }
      if (client == null) {
        over.shutdownNow();
      }
    }

    @Override
    public String toString() {
      List<Long> sorted = millis.stream().sorted().toList();
      return sorted.isEmpty()
          ? "0 of %d".formatted(failed)
          : "%d of %d (p50 %d ms, worst %d ms)"
              .formatted(
                  sorted.size(),
                  sorted.size() + failed,
                  sorted.get(sorted.size() / 2),
                  sorted.getLast());
    }
  }
}
