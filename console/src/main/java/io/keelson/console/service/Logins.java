package io.keelson.console.service;

import io.keelson.console.model.Database;
import io.keelson.console.model.UserRow;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Logs in. For any thread.
 *
 * <p>Who does not exist, who is disabled and who mistypes get the same answer after the same work.
 * A password may be tried as often as {@link Throttle} says.
 */
public final class Logins {

  private static final String DEVICE_KEY = "device-key";

  private final Database database;
  private final InstantSource clock;
  private final Passwords passwords;
  private final Throttle throttle;
  private final Sessions sessions;
  private final FirstPassword first;
  private final Audit audit;
  private volatile @Nullable Devices devices;

  public Logins(
      Database database,
      InstantSource clock,
      Passwords passwords,
      Throttle throttle,
      Sessions sessions,
      FirstPassword first,
      Audit audit) {
    this.database = database;
    this.clock = clock;
    this.passwords = passwords;
    this.throttle = throttle;
    this.sessions = sessions;
    this.first = first;
    this.audit = audit;
  }

  /** Who may be meant. */
  private record Candidate(UUID id, String hash, boolean enabled) {}

  /**
   * Logs somebody in.
   *
   * @param device what an earlier login gave this browser; anything else is as nothing
   */
  public LoginAnswer login(String name, String password, @Nullable String device, From from) {
    Optional<String> normal = PasswordRules.normal(password);
    if (!UserNames.possible(name) || normal.isEmpty()) {
      // Nobody's, whoever there is: known without work. What was typed as name may be a password.
      denied(UserNames.possible(name) ? name : "(no name)", from, "no name or no password");
      return new LoginAnswer.Wrong();
    }
    Optional<Candidate> candidate = candidate(name);
    Throttle.Turn turn = turn(name, candidate, device, from);
    return switch (turn) {
      case Throttle.Turn.Wait wait -> {
        denied(name, from, "too many attempts");
        yield new LoginAnswer.Wait(wait.atLeast());
      }
      case Throttle.Turn.Go go -> tried(name, normal.get(), candidate, go, from);
    };
  }

  private Throttle.Turn turn(
      String name, Optional<Candidate> candidate, @Nullable String device, From from) {
    Optional<String> known =
        device == null
            ? Optional.empty()
            : candidate.flatMap(user -> devices().check(user.id, device, now()));
    return known.isPresent()
        ? throttle.known(known.get())
        : throttle.stranger(name, from.address());
  }

  private LoginAnswer tried(
      String name, String normal, Optional<Candidate> candidate, Throttle.Turn.Go go, From from) {
    return switch (passwords.matches(normal, candidate.map(Candidate::hash).orElse(null))) {
      case BUSY -> {
        throttle.takeBack(go);
        audit.record(row(name, from, Audit.LOGIN, Audit.FAILED, "too many logins at once"));
        yield new LoginAnswer.Busy();
      }
      case NO -> {
        denied(name, from, candidate.isPresent() ? "wrong password" : "no such user");
        yield new LoginAnswer.Wrong();
      }
      case YES -> {
        LoginAnswer answer = enter(name, candidate.orElseThrow(), from);
        if (answer instanceof LoginAnswer.Welcome) {
          throttle.succeeded(go);
        }
        yield answer;
      }
    };
  }

  private LoginAnswer enter(String name, Candidate candidate, From from) {
    Optional<Sessions.Begun> begun =
        database.write(
            em -> {
              // Between the look and now it may have been disabled or got another password.
              UserRow user = held(em, candidate);
              if (user == null) {
                audit.record(em, row(name, from, Audit.LOGIN, Audit.DENIED, "disabled"));
                return Optional.empty();
              }
              user.loggedIn(now());
              audit.record(em, row(name, from, Audit.LOGIN, Audit.OK, ""));
              return Optional.of(sessions.begin(em, user));
            });
    if (begun.isEmpty()) {
      return new LoginAnswer.Wrong();
    }
    sessions.tell(begun.get().ended());
    return new LoginAnswer.Welcome(
        begun.get().cookie(), devices().issue(candidate.id, now()), begun.get().session());
  }

  private static @Nullable UserRow held(EntityManager em, Candidate candidate) {
    UserRow user = em.find(UserRow.class, candidate.id, LockModeType.PESSIMISTIC_WRITE);
    return user != null && user.enabled() && user.passwordHash().equals(candidate.hash)
        ? user
        : null;
  }

  /** Ends a session because its user wants so. */
  public void logout(Session session, From from) {
    sessions.end(session);
    audit.record(row(session.user().name(), from, Audit.LOGOUT, Audit.OK, ""));
  }

  /** Changes the own password; every session of the user ends, and a new one begins. */
  public PasswordAnswer changeOwn(Session session, String old, String fresh, From from) {
    User user = session.user();
    List<PasswordFault> faults = PasswordRules.faults(user.name(), old, fresh);
    if (!faults.isEmpty()) {
      audit.record(row(user.name(), from, Audit.PASSWORD, Audit.REFUSED, faults.toString()));
      return new PasswordAnswer.Bad(faults);
    }
    // A stolen session must not be a place to guess the password at.
    return switch (throttle.known("own/" + user.id())) {
      case Throttle.Turn.Wait wait -> {
        audit.record(row(user.name(), from, Audit.PASSWORD, Audit.DENIED, "too many attempts"));
        yield new PasswordAnswer.Wait(wait.atLeast());
      }
      case Throttle.Turn.Go go -> changed(session, old, fresh, go, from);
    };
  }

  private PasswordAnswer changed(
      Session session, String old, String fresh, Throttle.Turn.Go go, From from) {
    User user = session.user();
    Optional<Candidate> candidate = candidate(user.name()).filter(c -> c.id.equals(user.id()));
    Optional<String> normal = PasswordRules.normal(old);
    Passwords.Match match =
        normal.isEmpty()
            ? Passwords.Match.NO
            : passwords.matches(normal.get(), candidate.map(Candidate::hash).orElse(null));
    return switch (match) {
      case BUSY -> {
        throttle.takeBack(go);
        yield new PasswordAnswer.Busy();
      }
      case NO -> {
        audit.record(row(user.name(), from, Audit.PASSWORD, Audit.DENIED, "wrong password"));
        yield new PasswordAnswer.Wrong();
      }
      case YES -> {
        PasswordAnswer answer =
            change(user.name(), candidate.orElseThrow(), session.key(), fresh, from);
        throttle.succeeded(go);
        first.changed();
        yield answer;
      }
    };
  }

  private PasswordAnswer change(
      String name, Candidate candidate, String key, String fresh, From from) {
    String hash = passwords.hash(PasswordRules.normal(fresh).orElseThrow());
    List<String> ended = new ArrayList<>();
    Optional<Sessions.Begun> begun =
        database.write(
            em -> {
              ended.clear();
              UserRow user = held(em, candidate);
              if (user == null || !sessions.isAlive(em, key)) {
                audit.record(em, row(name, from, Audit.PASSWORD, Audit.DENIED, "session ended"));
                return Optional.empty();
              }
              user.changePassword(hash, false);
              ended.addAll(sessions.endAll(em, user.id(), null));
              audit.record(em, row(name, from, Audit.PASSWORD, Audit.OK, ""));
              return Optional.of(sessions.begin(em, user));
            });
    sessions.tell(ended);
    return begun.isPresent()
        ? new PasswordAnswer.Changed(begun.get().cookie(), begun.get().session())
        : new PasswordAnswer.Wrong();
  }

  private Optional<Candidate> candidate(String name) {
    return database.read(
        em ->
            em.createQuery("select u from UserRow u where u.name = :name", UserRow.class)
                .setParameter("name", name)
                .getResultStream()
                .map(user -> new Candidate(user.id(), user.passwordHash(), user.enabled()))
                .findFirst());
  }

  private void denied(String name, From from, String detail) {
    audit.record(row(name, from, Audit.LOGIN, Audit.DENIED, detail));
  }

  private static AuditRow row(String name, From from, String action, String result, String detail) {
    return Audit.row(name, from, action, "user " + name, result, detail);
  }

  private Devices devices() {
    Devices known = devices;
    if (known == null) {
      known = new Devices(Settings.key(database, DEVICE_KEY));
      devices = known;
    }
    return known;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
