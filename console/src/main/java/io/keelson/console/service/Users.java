package io.keelson.console.service;

import io.keelson.console.model.Database;
import io.keelson.console.model.DatabaseException;
import io.keelson.console.model.GrantValue;
import io.keelson.console.model.UserRow;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of the console and what they may. For any thread.
 *
 * <p>A user is a row here and an account in the cluster. Each change writes the row, then brings
 * the account, then commits: when the cluster refuses, the row is as before and so is, brought
 * again, the account. When the process dies in between, the row has the say: {@link #bringAll} at
 * the next start makes the account what the row says. An account without a row is of no use to
 * anybody: only who is logged in gets its tokens.
 */
public final class Users {

  private static final Logger LOG = LoggerFactory.getLogger(Users.class);

  private static final int PAGE = 25;
  private static final Set<String> LANGUAGES = Set.of("", "en", "zh");

  private final Database database;
  private final InstantSource clock;
  private final AccountPort accounts;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Audit audit;

  public Users(
      Database database,
      InstantSource clock,
      AccountPort accounts,
      Passwords passwords,
      Sessions sessions,
      Audit audit) {
    this.database = database;
    this.clock = clock;
    this.accounts = accounts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.audit = audit;
  }

  /** The cluster refused within a change, which is then taken back. */
  private static final class NotBrought extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final AccountException why;

    NotBrought(AccountException why) {
      super(why);
      this.why = why;
    }
  }

  /** What somebody does to a user, for the audit. */
  private record Act(String action, String name, User by, From from) {
    Act to(String name) {
      return new Act(action, name, by, from);
    }

    AuditRow row(String result, String detail) {
      return Audit.row(by.name(), from, action, "user " + name, result, detail);
    }
  }

  /**
   * Who is changed.
   *
   * @param takes whether an administrator may be one no more after it
   * @param faults that are known already
   */
  private record Target(
      UUID id, boolean takes, List<UserFault> faults, @Nullable String oneTimePassword) {}

  /** By name, 25 a page; search is a part of the name, or nothing. */
  public Paged<User> page(String search, int page) {
    String part = search.strip().toLowerCase(Locale.ROOT);
    String where = " from UserRow u where :part = '' or locate(:part, u.name) > 0";
    return database.read(
        em -> {
          long total =
              em.createQuery("select count(u)" + where, Long.class)
                  .setParameter("part", part)
                  .getSingleResult();
          int pages = Paged.pages(total, PAGE);
          int shown = Math.clamp(page, 1, pages);
          List<UserRow> rows =
              em.createQuery("select u" + where + " order by u.name", UserRow.class)
                  .setParameter("part", part)
                  .setFirstResult((shown - 1) * PAGE)
                  .setMaxResults(PAGE)
                  .getResultList();
          return new Paged<>(rows.stream().map(User::of).toList(), shown, pages, total);
        });
  }

  public Optional<User> find(UUID id) {
    return database.read(em -> Optional.ofNullable(em.find(UserRow.class, id)).map(User::of));
  }

  /** Makes one, with a one-time password. */
  public UserAnswer create(
      String name, boolean administrator, List<Grant> grants, User by, From from) {
    Act act = new Act(Audit.USER_CREATE, name, by, from);
    List<UserFault> faults = new ArrayList<>(UserNames.faults(name));
    faults.addAll(UserNames.faults(grants));
    if (!faults.isEmpty()) {
      return refused(act, faults);
    }
    String password = Passwords.oneTime();
    String hash = passwords.hash(password);
    return withAccount(
        act,
        () ->
            database.write(
                em -> {
                  UserRow row = new UserRow(UUID.randomUUID(), name, hash, now());
                  row.allow(administrator, true, values(grants));
                  return create(em, act, row, password);
                }));
  }

  private UserAnswer create(EntityManager em, Act act, UserRow row, String password) {
    if (named(em, row.name()).isPresent()) {
      return refused(em, act, List.of(UserFault.NAME_TAKEN));
    }
    em.persist(row);
    User user = User.of(row);
    audit.record(em, act.row(Audit.OK, words(user)));
    // Before the account: of two with one name the second waits here, and then finds the first.
    em.flush();
    bring(user);
    return new UserAnswer.Done(user, password);
  }

  /** Changes what one may; its sessions end when anything changed. */
  public UserAnswer update(
      UUID id, boolean administrator, boolean enabled, List<Grant> grants, User by, From from) {
    boolean takes = !administrator || !enabled;
    List<UserFault> faults = new ArrayList<>(UserNames.faults(grants));
    if (takes) {
      faults.addAll(yourself(id, by));
    }
    return change(
        new Target(id, takes, faults, null),
        new Act(Audit.USER_UPDATE, "", by, from),
        (em, row) -> row.allow(administrator, enabled, values(grants)));
  }

  /** Gives one a new one-time password; its sessions end. The own one is changed by knowing it. */
  public UserAnswer resetPassword(UUID id, User by, From from) {
    String password = Passwords.oneTime();
    String hash = passwords.hash(password);
    return change(
        new Target(id, false, yourself(id, by), password),
        new Act(Audit.USER_RESET, "", by, from),
        (em, row) -> row.changePassword(hash, true));
  }

  /** Removes one, its sessions and its account in the cluster. */
  public UserAnswer delete(UUID id, User by, From from) {
    return change(
        new Target(id, true, yourself(id, by), null),
        new Act(Audit.USER_DELETE, "", by, from),
        EntityManager::remove);
  }

  private static List<UserFault> yourself(UUID id, User by) {
    return by.id().equals(id) ? List.of(UserFault.YOURSELF) : List.of();
  }

  private UserAnswer change(Target target, Act nameless, BiConsumer<EntityManager, UserRow> step) {
    Optional<User> user = find(target.id);
    if (user.isEmpty()) {
      audit.record(nameless.to(target.id.toString()).row(Audit.REFUSED, "no such user"));
      return new UserAnswer.Missing();
    }
    Act act = nameless.to(user.get().name());
    if (!target.faults.isEmpty()) {
      return refused(act, target.faults);
    }
    List<String> ended = new ArrayList<>();
    UserAnswer answer =
        withAccount(
            act,
            () ->
                database.write(
                    em -> {
                      ended.clear();
                      return change(em, target, act, step, ended);
                    }));
    if (answer instanceof UserAnswer.Done) {
      sessions.tell(ended);
    }
    return answer;
  }

  private UserAnswer change(
      EntityManager em,
      Target target,
      Act act,
      BiConsumer<EntityManager, UserRow> step,
      List<String> ended) {
    // All of them, always in this order: of two administrators who dismiss each other one waits.
    List<UUID> administrators = target.takes ? holdAdministrators(em) : List.of();
    UserRow row = em.find(UserRow.class, target.id, LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      audit.record(em, act.row(Audit.REFUSED, "no such user"));
      return new UserAnswer.Missing();
    }
    // What was joined to the row is as of before the wait for it.
    em.refresh(row);
    if (administrators.equals(List.of(target.id))) {
      return refused(em, act, List.of(UserFault.LAST_ADMINISTRATOR));
    }
    User before = User.of(row);
    step.accept(em, row);
    boolean gone = !em.contains(row);
    User after = User.of(row);
    if (!gone && target.oneTimePassword == null && after.equals(before)) {
      return new UserAnswer.Done(after, null);
    }
    ended.addAll(sessions.endAll(em, target.id, null));
    audit.record(em, act.row(Audit.OK, gone ? "" : words(after)));
    em.flush();
    if (gone) {
      remove(after.name());
    } else if (target.oneTimePassword == null) {
      bring(after);
    }
    return new UserAnswer.Done(after, target.oneTimePassword);
  }

  private static List<UUID> holdAdministrators(EntityManager em) {
    return em
        .createQuery(
            "select u from UserRow u where u.administrator = true and u.enabled = true"
                + " order by u.id",
            UserRow.class)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList()
        .stream()
        .map(UserRow::id)
        .toList();
  }

  /** Which language it reads: en, zh or empty for its browser's. */
  public void setLanguage(UUID id, String language) {
    if (!LANGUAGES.contains(language)) {
      throw new IllegalArgumentException("a language is en, zh or empty");
    }
    database.write(
        em -> {
          UserRow row = em.find(UserRow.class, id, LockModeType.PESSIMISTIC_WRITE);
          if (row != null) {
            row.speak(language);
          }
          return id;
        });
  }

  /**
   * Makes the accounts in the cluster of all users what they should be; to be called at start.
   *
   * @return names of those for which it failed, and why
   */
  public Map<String, String> bringAll() {
    List<User> all =
        database.read(
            em ->
                em.createQuery("select u from UserRow u order by u.name", UserRow.class)
                    .getResultStream()
                    .map(User::of)
                    .toList());
    Map<String, String> failed = new LinkedHashMap<>();
    for (User user : all) {
      try {
        accounts.bring(user.name(), user.enabled(), user.grants());
      } catch (AccountException e) {
        failed.put(user.name(), String.valueOf(e.getMessage()));
      }
    }
    return failed;
  }

  // The account

  private UserAnswer withAccount(Act act, Supplier<UserAnswer> work) {
    try {
      return work.get();
    } catch (NotBrought e) {
      heal(act.name);
      String why = String.valueOf(e.why.getMessage());
      audit.record(act.row(Audit.FAILED, why));
      return new UserAnswer.Failed(why);
    } catch (DatabaseException e) {
      heal(act.name);
      throw e;
    }
  }

  private void bring(User user) {
    try {
      accounts.bring(user.name(), user.enabled(), user.grants());
    } catch (AccountException e) {
      throw new NotBrought(e);
    }
  }

  private void remove(String name) {
    try {
      accounts.remove(name);
    } catch (AccountException e) {
      throw new NotBrought(e);
    }
  }

  /** Makes the account what the row says after a change that came to nothing. */
  private void heal(String name) {
    try {
      Optional<User> user = database.read(em -> named(em, name));
      if (user.isPresent()) {
        accounts.bring(name, user.get().enabled(), user.get().grants());
      } else {
        accounts.remove(name);
      }
    } catch (AccountException | DatabaseException e) {
      LOG.warn(
          "the account of {} may differ from what the console shows until it starts again",
          name,
          e);
    }
  }

  private static Optional<User> named(EntityManager em, String name) {
    return em.createQuery("select u from UserRow u where u.name = :name", UserRow.class)
        .setParameter("name", name)
        .getResultStream()
        .map(User::of)
        .findFirst();
  }

  // The audit

  private UserAnswer refused(Act act, List<UserFault> faults) {
    audit.record(act.row(Audit.REFUSED, faults.toString()));
    return new UserAnswer.Refused(faults);
  }

  private UserAnswer refused(EntityManager em, Act act, List<UserFault> faults) {
    audit.record(em, act.row(Audit.REFUSED, faults.toString()));
    return new UserAnswer.Refused(faults);
  }

  private static String words(User user) {
    return (user.enabled() ? "enabled" : "disabled")
        + (user.administrator() ? ", administrator" : "")
        + user.grants().stream()
            .map(grant -> grant.namespace() + "=" + grant.role().word())
            .collect(Collectors.joining(", ", ", may: ", ""));
  }

  private static List<GrantValue> values(List<Grant> grants) {
    return grants.stream()
        .map(grant -> new GrantValue(grant.namespace(), grant.role().word()))
        .toList();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
