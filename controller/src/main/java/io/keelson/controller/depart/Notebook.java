package io.keelson.controller.depart;

import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.Retreat;
import io.keelson.controller.queue.Timer;
import io.keelson.wire.Owner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The departure log as it was read last; looked at every few seconds. For any thread. */
public final class Notebook {

  private static final Logger LOG = LoggerFactory.getLogger(Notebook.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final DepartureLog log;
  private final Timer timer;
  private final Consumer<@Nullable Retreat> retreats;
  private volatile Noted noted = Noted.NOTHING;

  /**
   * A notebook.
   *
   * @param retreats told when Keelson begins to be uninstalled, and null when that is over
   */
  public Notebook(DepartureLog log, Timer timer, Consumer<@Nullable Retreat> retreats) {
    this.log = log;
    this.timer = timer;
    this.retreats = retreats;
  }

  /** Reads it; nothing must be planned before that has succeeded once. */
  public void begin(Runnable then) {
    log.read()
        .whenComplete(
            (read, fault) -> {
              if (fault == null && read.isPresent()) {
                take(read.get());
                timer.after(BETWEEN_LOOKS, this::look);
                then.run();
              } else {
                LOG.warn("it cannot be read how MyKinds ended, will be tried again");
                timer.after(AGAIN, () -> begin(then));
              }
            });
  }

  private void look() {
    log.read()
        .whenComplete(
            (read, fault) -> {
              timer.after(BETWEEN_LOOKS, this::look);
              if (fault == null) {
                read.ifPresent(this::take);
              }
            });
  }

  private void take(Noted now) {
    Retreat before = noted.retreat();
    noted = now;
    Retreat retreat = now.retreat();
    if (!Objects.equals(before, retreat)) {
      LOG.warn("{}", retreat == null ? "the uninstallation is over: work goes on" : words(retreat));
      retreats.accept(retreat);
    }
    if (retreat != null) {
      // At each look: once it may fail, and somebody waits for it.
      log.acknowledge();
    }
  }

  private static String words(Retreat retreat) {
    return retreat.revert()
        ? "Keelson is being uninstalled: nodes give back everything, until " + retreat.until()
        : "Keelson is being uninstalled: nothing is sent any more, nodes stay as they are";
  }

  Noted noted() {
    return noted;
  }

  CompletionStage<Put> note(Owner owner, Departure departure) {
    remember(owner, departure);
    return log.note(owner, departure);
  }

  private synchronized void remember(Owner owner, Departure departure) {
    Map<String, Boolean> kept = new HashMap<>(noted.kept());
    kept.put(owner.uid(), departure.keep());
    noted = new Noted(kept, noted.accepted(), noted.retreat());
  }

  /** Whether the settings of an owner that has ended stay; empty when nobody noted that. */
  Optional<Boolean> isKept(String uid) {
    return Optional.ofNullable(noted.kept().get(uid));
  }
}
