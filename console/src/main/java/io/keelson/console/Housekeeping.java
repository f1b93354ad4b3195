package io.keelson.console;

import io.keelson.console.service.Audit;
import io.keelson.console.service.Sessions;
import io.keelson.console.service.Throttle;
import io.keelson.console.service.Users;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done every minute: expired sessions go, old counters go, the audit's minutes are summed
 * up; and at the start the users' accounts are brought, again until the cluster takes them all.
 */
final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("housekeeping").unstarted(task));

  private final Users users;
  private boolean accountsBrought;

  private Housekeeping(Users users) {
    this.users = users;
  }

  static Housekeeping start(Sessions sessions, Throttle throttle, Audit audit, Users users) {
    Housekeeping housekeeping = new Housekeeping(users);
    housekeeping.every("accounts", Duration.ZERO, housekeeping::bringAccounts);
    housekeeping.every("sessions", PERIOD, sessions::sweep);
    housekeeping.every("counters of logins", PERIOD, throttle::sweep);
    housekeeping.every("audit", PERIOD, audit::sweep);
    return housekeeping;
  }

  private void every(String what, Duration first, Runnable work) {
    timer.scheduleWithFixedDelay(
        () -> quietly(work, what), first.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
  }

  private void bringAccounts() {
    if (accountsBrought) {
      return;
    }
    Map<String, String> failed = users.bringAll();
    accountsBrought = failed.isEmpty();
    failed.forEach((name, why) -> LOG.warn("the account of {} is not brought yet: {}", name, why));
  }

  /** A timer would never run again what has once failed. */
  private static void quietly(Runnable work, String what) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{} are not put in order now: {}", what, e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
