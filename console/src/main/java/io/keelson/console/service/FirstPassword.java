package io.keelson.console.service;

import io.keelson.console.model.Database;
import io.keelson.console.model.DatabaseException;
import io.keelson.console.model.GrantValue;
import io.keelson.console.model.SettingRow;
import io.keelson.console.model.UserRow;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first administrator, made at the first start, with a random password that must be changed.
 * For any thread.
 *
 * <p>A row of the database decides: of two replicas one makes the user, and one at a time looks
 * after the password's place. Until a password has reached its place nobody can log in; if that
 * fails, or the place loses it before anybody has logged in, the next start puts a new one there.
 */
public final class FirstPassword {

  private static final Logger LOG = LoggerFactory.getLogger(FirstPassword.class);

  private static final String SETTING = "first-password";
  private static final String REMOVED = "removed";
  private static final From START = new From("", "start");

  private final Database database;
  private final InstantSource clock;
  private final Passwords passwords;
  private final FirstPasswordPlace place;
  private final Audit audit;

  public FirstPassword(
      Database database,
      InstantSource clock,
      Passwords passwords,
      FirstPasswordPlace place,
      Audit audit) {
    this.database = database;
    this.clock = clock;
    this.passwords = passwords;
    this.place = place;
    this.audit = audit;
  }

  /** The place failed within a change, which is then taken back. */
  private static final class PlaceFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final AccountException why;

    PlaceFailed(AccountException why) {
      super(why);
      this.why = why;
    }
  }

  /**
   * With no users: makes the administrator. Then sees that the password is in its place as long as
   * it is wanted there. To be called at each start, and again when it failed.
   */
  public void ensure() throws AccountException {
    database.write(this::makeAdministrator);
    settle();
  }

  /**
   * Takes the password away when it is no longer the administrator's; the next start tries again.
   */
  void changed() {
    try {
      settle();
    } catch (AccountException | DatabaseException e) {
      LOG.warn("the first password is no longer valid but still lies in its place", e);
    }
  }

  private void settle() throws AccountException {
    try {
      database.write(this::settle);
    } catch (PlaceFailed e) {
      throw e.why;
    }
  }

  private @Nullable UserRow makeAdministrator(EntityManager em) {
    if (em.find(SettingRow.class, SETTING) != null) {
      return null;
    }
    em.persist(new SettingRow(SETTING, ""));
    // Here and now: of two replicas one waits here, and then finds the other's.
    em.flush();
    long users = em.createQuery("select count(u) from UserRow u", Long.class).getSingleResult();
    if (users > 0) {
      return null;
    }
    UserRow admin =
        new UserRow(
            UUID.randomUUID(), UserNames.FIRST, "", clock.instant().truncatedTo(ChronoUnit.MILLIS));
    admin.allow(true, true, List.of(new GrantValue(Grant.EVERYWHERE, Role.ADMIN.word())));
    em.persist(admin);
    String detail = "the first administrator, made at the first start";
    audit.record(
        em,
        Audit.row(
            Audit.CONSOLE, START, Audit.USER_CREATE, "user " + admin.name(), Audit.OK, detail));
    return admin;
  }

  private @Nullable SettingRow settle(EntityManager em) {
    SettingRow setting = em.find(SettingRow.class, SETTING, LockModeType.PESSIMISTIC_WRITE);
    if (setting == null || setting.content().equals(REMOVED)) {
      return setting;
    }
    UserRow admin =
        em.createQuery("select u from UserRow u where u.name = :name", UserRow.class)
            .setParameter("name", UserNames.FIRST)
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getSingleResultOrNull();
    try {
      if (admin == null || !admin.passwordHash().equals(setting.content())) {
        place.remove();
        setting.set(REMOVED);
      } else if (admin.lastLogin() == null && (setting.content().isEmpty() || !place.holds())) {
        putNew(em, setting, admin);
      }
    } catch (AccountException e) {
      throw new PlaceFailed(e);
    }
    return setting;
  }

  private void putNew(EntityManager em, SettingRow setting, UserRow admin) throws AccountException {
    String password = Passwords.oneTime();
    String hash = passwords.hash(password);
    admin.changePassword(hash, true);
    setting.set(hash);
    String detail = "a one-time password lies where only administrators of the cluster read it";
    audit.record(
        em,
        Audit.row(
            Audit.CONSOLE, START, Audit.USER_RESET, "user " + admin.name(), Audit.OK, detail));
    em.flush();
    place.put(password);
  }
}
