package io.keelson.console.service;

import io.keelson.console.model.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** All of it over one database, with an administrator {@code admin} once it has started. */
public final class Services implements AutoCloseable {

  public static final From HERE = new From("192.0.2.1", "request-1");
  public static final String PASSWORD = "a rainy day in Turku";

  public final Database database;
  public final MovedClock clock;
  final FakeAccounts accounts = new FakeAccounts();
  public final FakePlace place;
  final Passwords passwords = new Passwords();
  public final Audit audit;
  final Throttle throttle;
  public final Sessions sessions;
  final FirstPassword first;
  public final Logins logins;
  final Users users;

  private Services(Database database, MovedClock clock, FakePlace place) {
    this.database = database;
    this.clock = clock;
    this.place = place;
    audit = new Audit(database, clock);
    throttle = new Throttle(database, clock);
    sessions = new Sessions(database, clock, Duration.ofMinutes(15), Duration.ofHours(8));
    first = new FirstPassword(database, clock, passwords, place, audit);
    logins = new Logins(database, clock, passwords, throttle, sessions, first, audit);
    users = new Users(database, clock, accounts, passwords, sessions, audit);
  }

  /** Over a database in memory that nobody else has. */
  public static Services inMemory() {
    String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    return over(Database.open(url, "", ""), new MovedClock(), new FakePlace());
  }

  public static Services over(Database database, MovedClock clock, FakePlace place) {
    return new Services(database, clock, place);
  }

  /** The first administrator, with the password above, logged in. */
  public Session admin() {
    try {
      first.ensure();
    } catch (AccountException e) {
      throw new IllegalStateException(e);
    }
    Session session = welcome(logins.login("admin", place.password, null, HERE)).session();
    return change(session, place.password);
  }

  /** As the program starts. */
  public String firstStart() throws AccountException {
    first.ensure();
    return "";
  }

  /** Another administrator, logged in. */
  public Session administrator(String name, Session by) {
    User user = user(name, by);
    users.update(user.id(), true, true, List.of(), by.user(), HERE);
    return welcome(logins.login(name, PASSWORD, null, HERE)).session();
  }

  public UserAnswer dismiss(User user, User by) {
    return users.update(user.id(), false, true, List.of(), by, HERE);
  }

  public List<User> administrators() {
    return users.page("", 1).rows().stream().filter(User::administrator).toList();
  }

  /** The kind of answer. */
  public String tryToMake(String name, Session by) {
    return users.create(name, false, List.of(), by.user(), HERE).getClass().getSimpleName();
  }

  /** A user with the password above who is not logged in. */
  User user(String name, Session by, Grant... grants) {
    UserAnswer answer = users.create(name, false, List.of(grants), by.user(), HERE);
    UserAnswer.Done done = (UserAnswer.Done) answer;
    Session session = welcome(logins.login(name, done.oneTimePassword(), null, HERE)).session();
    logins.logout(change(session, done.oneTimePassword()), HERE);
    return users.find(done.user().id()).orElseThrow();
  }

  private Session change(Session session, String old) {
    PasswordAnswer changed = logins.changeOwn(session, old, PASSWORD, HERE);
    return ((PasswordAnswer.Changed) changed).session();
  }

  public static LoginAnswer.Welcome welcome(LoginAnswer answer) {
    if (answer instanceof LoginAnswer.Welcome welcome) {
      return welcome;
    }
    throw new AssertionError("no welcome but " + answer);
  }

  /** What the audit has, the oldest first, as {@code who action what result detail}. */
  public List<String> audited() {
    List<String> rows = new java.util.ArrayList<>();
    audit.export(
        AuditFilter.ALL,
        r ->
            rows.add(
                String.join(" ", r.who(), r.action(), r.what(), r.result(), r.detail()).strip()));
    return rows;
  }

  InstantSource clock() {
    return clock;
  }

  @Override
  public void close() {
    database.close();
  }
}
