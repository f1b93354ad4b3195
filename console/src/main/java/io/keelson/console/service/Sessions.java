package io.keelson.console.service;

import io.keelson.console.model.Database;
import io.keelson.console.model.SessionRow;
import io.keelson.console.model.UserRow;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in, in the database: a restart or another replica changes nothing. Of a cookie only
 * the SHA-256 is kept. For any thread.
 */
public final class Sessions {

  private static final int MOST_PER_USER = 20;
  private static final int COOKIE_BYTES = 32;
  private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Duration TOUCH = Duration.ofMinutes(1);

  private static final String LIVES = " s.lastSeen > :seenAfter and s.created > :createdAfter";

  private final Database database;
  private final InstantSource clock;
  private final Duration idle;
  private final Duration life;
  private final Duration touch;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /**
   * Sessions in a database.
   *
   * @param idle after this long without a request one ends; a request is written down once a
   *     minute, so it may be up to a minute less
   * @param life after this long one ends in any case
   */
  public Sessions(Database database, InstantSource clock, Duration idle, Duration life) {
    this.database = database;
    this.clock = clock;
    this.idle = idle;
    this.life = life;
    this.touch = idle.dividedBy(4).compareTo(TOUCH) < 0 ? idle.dividedBy(4) : TOUCH;
  }

  /**
   * A session that begins.
   *
   * @param ended older ones of the same user that had to go
   */
  record Begun(String cookie, Session session, List<String> ended) {}

  /** The live session of a cookie; counts as seen. */
  public Optional<Session> find(String cookie) {
    if (!COOKIE.matcher(cookie).matches()) {
      return Optional.empty();
    }
    Instant now = now();
    Optional<Session> found = database.read(em -> find(em, cookie, now));
    if (found.isPresent() && Duration.between(found.get().lastSeen(), now).compareTo(touch) >= 0) {
      touch(found.get().key(), now);
    }
    return found;
  }

  private Optional<Session> find(EntityManager em, String cookie, Instant now) {
    SessionRow row = em.find(SessionRow.class, Digests.sha256(cookie));
    if (row == null
        || !row.lastSeen().isAfter(now.minus(idle))
        || !row.created().isAfter(now.minus(life))) {
      return Optional.empty();
    }
    return Optional.ofNullable(em.find(UserRow.class, row.userId()))
        .filter(UserRow::enabled)
        .map(user -> session(cookie, row, user));
  }

  private void touch(String key, Instant now) {
    database.write(
        em ->
            em.createQuery(
                    "update SessionRow s set s.lastSeen = :now"
                        + " where s.cookieHash = :key and s.lastSeen < :now")
                .setParameter("now", now)
                .setParameter("key", key)
                .executeUpdate());
  }

  /** Ends it. */
  public void end(Session session) {
    int ended =
        database.write(
            em ->
                em.createQuery("delete from SessionRow s where s.cookieHash = :key")
                    .setParameter("key", session.key())
                    .executeUpdate());
    if (ended > 0) {
      tell(List.of(session.key()));
    }
  }

  /** Ends all of a user's, but for one; how many. */
  public int endAll(UUID user, @Nullable String exceptKey) {
    List<String> ended = database.write(em -> endAll(em, user, exceptKey));
    tell(ended);
    return ended.size();
  }

  /** Whether it lives, without counting as seen. */
  public boolean isAlive(String key) {
    return database.read(em -> isAlive(em, key));
  }

  /** Tells the keys of sessions that this process ends; for another's ask {@link #isAlive}. */
  public void onEnd(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Removes what has expired; to be called every minute or so. */
  public void sweep() {
    Instant now = now();
    List<String> ended =
        database.write(
            em ->
                remove(
                    em,
                    em.createQuery(
                            "select s.cookieHash from SessionRow s where not (" + LIVES + ")",
                            String.class)
                        .setParameter("seenAfter", now.minus(idle))
                        .setParameter("createdAfter", now.minus(life))
                        .getResultList()));
    tell(ended);
  }

  // Within somebody else's change

  /**
   * A new session; the caller holds the user's row and tells of the ended after it has committed.
   */
  Begun begin(EntityManager em, UserRow user) {
    Instant now = now();
    String cookie =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Settings.random(COOKIE_BYTES));
    List<String> keys = keys(em, user.id());
    List<String> oldest = keys.subList(0, Math.max(0, keys.size() - MOST_PER_USER + 1));
    SessionRow row = new SessionRow(Digests.sha256(cookie), user.id(), now);
    List<String> ended = remove(em, oldest);
    em.persist(row);
    return new Begun(cookie, session(cookie, row, user), ended);
  }

  boolean isAlive(EntityManager em, String key) {
    Instant now = now();
    return em.createQuery(
                "select count(s) from SessionRow s where s.cookieHash = :key and" + LIVES,
                Long.class)
            .setParameter("key", key)
            .setParameter("seenAfter", now.minus(idle))
            .setParameter("createdAfter", now.minus(life))
            .getSingleResult()
        > 0;
  }

  /** The keys of what it ends; the caller tells of them after it has committed. */
  List<String> endAll(EntityManager em, UUID user, @Nullable String exceptKey) {
    List<String> keys = new ArrayList<>(keys(em, user));
    keys.removeIf(key -> key.equals(exceptKey));
    return remove(em, keys);
  }

  void tell(Collection<String> ended) {
    for (String key : ended) {
      listeners.forEach(listener -> listener.accept(key));
    }
  }

  private static List<String> keys(EntityManager em, UUID user) {
    return em.createQuery(
            "select s.cookieHash from SessionRow s where s.userId = :user order by s.created",
            String.class)
        .setParameter("user", user)
        .getResultList();
  }

  private static List<String> remove(EntityManager em, List<String> keys) {
    if (!keys.isEmpty()) {
      em.createQuery("delete from SessionRow s where s.cookieHash in :keys")
          .setParameter("keys", keys)
          .executeUpdate();
    }
    return keys;
  }

  // The token for forms comes from the cookie: the database does not have it either.
  private static Session session(String cookie, SessionRow row, UserRow user) {
    String csrf =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Digests.digest("csrf/" + cookie));
    return new Session(row.cookieHash(), User.of(user), csrf, row.created(), row.lastSeen());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
