package io.keelson.console.service;

import io.keelson.console.model.AttemptRow;
import io.keelson.console.model.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses passwords; locks nobody. For any thread.
 *
 * <p>Failures are counted per account and per address (IPv6: per /64), in the database, so that
 * neither a restart nor another replica forgets them. Each is one of 65,536 buckets that a secret
 * key chooses: there are never more, invented names push no counter out, and nobody can look for a
 * name that shares another's bucket. Whether an account exists makes no difference.
 *
 * <p>A browser in which somebody has logged in before has a bucket of its own in place of the other
 * two: others' failures do not slow it down.
 */
public final class Throttle {

  private static final String KEY = "throttle-key";

  private final Database database;
  private final InstantSource clock;
  private volatile byte @Nullable [] key;

  public Throttle(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Whether a password may be tried now. */
  sealed interface Turn {
    /** Yes; it already counts as failed. */
    record Go(List<Bucket> buckets) implements Turn {}

    record Wait(Duration atLeast) implements Turn {}
  }

  /** A counter and how it counts. */
  record Bucket(String id, Pace pace, boolean ofAccount) {}

  /** The turn of somebody that no browser of is known. */
  Turn stranger(String account, String address) {
    return turn(
        List.of(
            new Bucket(id("account", account), Pace.ACCOUNT, true),
            new Bucket(id("address", network(address)), Pace.ADDRESS, false)));
  }

  /** The turn of a browser that is known. */
  Turn known(String device) {
    return turn(List.of(new Bucket(id("device", device), Pace.ACCOUNT, true)));
  }

  /**
   * It was the right password: of its account nothing is held against it any more; at its address
   * only this try, or one good account would buy guesses at others.
   */
  void succeeded(Turn.Go go) {
    settle(go, true);
  }

  /** Nothing was tried after all. */
  void takeBack(Turn.Go go) {
    settle(go, false);
  }

  /** Removes counters that hold nothing any more; to be called every minute or so. */
  public void sweep() {
    Instant now = now();
    Duration most = Pace.ACCOUNT.forget().multipliedBy(48);
    database.write(
        em ->
            em.createQuery("delete from AttemptRow a where a.lastAt < :old")
                .setParameter("old", now.minus(most))
                .executeUpdate());
  }

  private Turn turn(List<Bucket> buckets) {
    Instant now = now();
    return database.write(em -> turn(em, buckets, now));
  }

  // Counted before the password is looked at: a crash in between forgets nothing.
  private static Turn turn(EntityManager em, List<Bucket> buckets, Instant now) {
    List<AttemptRow> rows = new ArrayList<>();
    Duration wait = Duration.ZERO;
    for (Bucket bucket : buckets) {
      AttemptRow row = em.find(AttemptRow.class, bucket.id, LockModeType.PESSIMISTIC_WRITE);
      if (row == null) {
        row = new AttemptRow(bucket.id, now);
        em.persist(row);
        // Here and now, so that of two at once one finds the other's.
        em.flush();
      }
      rows.add(row);
      Duration here = bucket.pace.wait(memory(row), now);
      wait = here.compareTo(wait) > 0 ? here : wait;
    }
    if (!wait.isZero()) {
      return new Turn.Wait(wait);
    }
    for (int i = 0; i < rows.size(); i++) {
      keep(rows.get(i), buckets.get(i).pace.failed(memory(rows.get(i)), now));
    }
    return new Turn.Go(buckets);
  }

  private void settle(Turn.Go go, boolean forgetAccount) {
    Instant now = now();
    database.write(
        em -> {
          for (Bucket bucket : go.buckets) {
            AttemptRow row = em.find(AttemptRow.class, bucket.id, LockModeType.PESSIMISTIC_WRITE);
            if (row != null && forgetAccount && bucket.ofAccount) {
              keep(row, Pace.Memory.none(now));
            } else if (row != null) {
              row.set(Math.max(0, row.failures() - 1), row.lastAt(), row.forgottenUntil());
            }
          }
          return go;
        });
  }

  private static Pace.Memory memory(AttemptRow row) {
    return new Pace.Memory(row.failures(), row.lastAt(), row.forgottenUntil());
  }

  private static void keep(AttemptRow row, Pace.Memory memory) {
    row.set(memory.failures(), memory.lastAt(), memory.forgottenUntil());
  }

  private String id(String kind, String subject) {
    byte[] mac = Digests.hmac(key(), (kind + "/" + subject).getBytes(StandardCharsets.UTF_8));
    return kind + "/" + HexFormat.of().formatHex(mac, 0, 2);
  }

  private byte[] key() {
    byte[] known = key;
    if (known == null) {
      known = Settings.key(database, KEY);
      key = known;
    }
    return known;
  }

  /** What one customer of a network has: an IPv4 address, or the 64 bits of an IPv6 network. */
  static String network(String address) {
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return HexFormat.of().formatHex(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
    } catch (IllegalArgumentException noAddress) {
      return address.toLowerCase(Locale.ROOT);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
