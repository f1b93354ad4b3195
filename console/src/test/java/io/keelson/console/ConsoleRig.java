package io.keelson.console;

import io.keelson.console.config.ConsoleConfig;
import io.keelson.console.controller.Area;
import io.keelson.console.kube.Installed;
import io.keelson.testing.kube.ApiServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** The whole console, with a real API server and its database in memory. */
public final class ConsoleRig implements AutoCloseable {

  private static final String PASSWORD = "a word that nobody guesses";

  private final Console console;
  private final Installed installed;

  private ConsoleRig(Console console, Installed installed) {
    this.console = console;
    this.installed = installed;
  }

  /**
   * Starts it.
   *
   * @param directory for the account's token
   */
  public static ConsoleRig on(ApiServer api, Path directory) throws Exception {
    String inMemory = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    return on(api, directory, new ConsoleConfig.Database(inMemory, "keelson", ""));
  }

  /** The same over a database that others may use too. */
  static ConsoleRig on(ApiServer api, Path directory, ConsoleConfig.Database database)
      throws Exception {
    Installed installed = Installed.in(api, directory);
    ConsoleConfig config =
        new ConsoleConfig(
            0,
            0,
            Installed.RELEASE,
            Installed.USERS,
            Installed.SECRET,
            database,
            "",
            List.of(),
            List.of(),
            new ConsoleConfig.Sessions(Duration.ofMinutes(15), Duration.ofHours(8)),
            new ConsoleConfig.Cluster(URI.create(api.url()), installed.account()));
    return new ConsoleRig(Console.start(config, Clock.systemUTC()), installed);
  }

  List<Area> areas() {
    return console.areas();
  }

  /** A browser that has never been here. */
  public Visitor visitor() {
    return new Visitor(console.port());
  }

  int opsPort() {
    return console.opsPort();
  }

  /** The first administrator, logged in with a password of its own. */
  public Visitor admin() throws Exception {
    byte[] first = installed.secret().read().get("first-password");
    Visitor visitor = visitor();
    if (first == null) {
      visitor.login("admin", PASSWORD);
      return visitor;
    }
    visitor.login("admin", new String(first, StandardCharsets.UTF_8));
    visitor.choosePassword(new String(first, StandardCharsets.UTF_8), PASSWORD);
    return visitor;
  }

  /** A new user with one role, logged in with a password of its own. */
  public Visitor user(Visitor admin, String name, String role, String namespace) throws Exception {
    String page =
        admin.post("/users/new", "name", name, "namespace", namespace, "role", role).body();
    String oneTime = Visitor.between(page, "<code id=\"onetime\">", "</code>");
    Visitor visitor = visitor();
    visitor.login(name, oneTime);
    visitor.choosePassword(oneTime, PASSWORD + name);
    return visitor;
  }

  @Override
  public void close() {
    console.close();
  }
}
