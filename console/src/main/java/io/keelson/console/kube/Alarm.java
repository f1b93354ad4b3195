package io.keelson.console.kube;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts an answer that takes too long: the JDK's client counts the time until the first byte only,
 * and whoever reads the rest would wait for ever.
 */
final class Alarm implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile boolean rang;

  private Alarm() {}

  static Alarm after(long nanos, InputStream stream) {
    Alarm alarm = new Alarm();
    var unused =
        alarm
            .end
            .orTimeout(Math.max(1, nanos), TimeUnit.NANOSECONDS)
            .whenComplete((nothing, late) -> alarm.cut(stream, late != null));
    return alarm;
  }

  private void cut(InputStream stream, boolean late) {
    if (late) {
      rang = true;
      shut(stream);
    }
  }

  /** Wakes up who reads it. */
  static void shut(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("a connection did not close well: {}", e.getMessage());
    }
  }

  boolean rang() {
    return rang;
  }

  @Override
  public void close() {
    end.complete(null);
  }
}
