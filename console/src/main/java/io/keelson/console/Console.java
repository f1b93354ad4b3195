package io.keelson.console;

import io.keelson.console.config.ConsoleConfig;
import io.keelson.console.config.Network;
import io.keelson.console.controller.Account;
import io.keelson.console.controller.Area;
import io.keelson.console.controller.Callers;
import io.keelson.console.controller.ConsoleServer;
import io.keelson.console.controller.Desk;
import io.keelson.console.controller.Files;
import io.keelson.console.controller.Login;
import io.keelson.console.controller.change.Change;
import io.keelson.console.controller.look.Look;
import io.keelson.console.controller.users.AuditArea;
import io.keelson.console.controller.users.UsersArea;
import io.keelson.console.kube.Accounts;
import io.keelson.console.kube.Authorities;
import io.keelson.console.kube.Clusters;
import io.keelson.console.kube.KubeHttp;
import io.keelson.console.kube.OwnSecret;
import io.keelson.console.kube.OwnToken;
import io.keelson.console.kube.UserTokens;
import io.keelson.console.model.Database;
import io.keelson.console.ops.OpsServer;
import io.keelson.console.page.Assets;
import io.keelson.console.page.Pages;
import io.keelson.console.service.AccountException;
import io.keelson.console.service.Audit;
import io.keelson.console.service.FirstPassword;
import io.keelson.console.service.History;
import io.keelson.console.service.Logins;
import io.keelson.console.service.Passwords;
import io.keelson.console.service.Seals;
import io.keelson.console.service.Sessions;
import io.keelson.console.service.Throttle;
import io.keelson.console.service.Users;
import io.keelson.console.trust.ServerCertificate;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running console: builds all its parts, and ends them in the other order. */
public final class Console implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ConsoleServer pages;
  private final OpsServer ops;
  private final List<Area> areas;

  private Console(ConsoleConfig config, InstantSource clock)
      throws IOException, GeneralSecurityException, AccountException {
    Path account = config.cluster().accountDirectory();
    KubeHttp kube =
        new KubeHttp(config.cluster().apiServer(), Authorities.in(account.resolve("ca.crt")));
    OwnToken own = new OwnToken(account.resolve("token"));
    OwnSecret secret = new OwnSecret(kube, own, config.namespace(), config.secret());
    UserTokens tokens = new UserTokens(kube, own, config.usersNamespace(), clock);
    Database database = keep(open(config.database()));
    Audit audit = new Audit(database, clock);
    Sessions sessions =
        new Sessions(database, clock, config.sessions().idle(), config.sessions().life());
    Passwords passwords = new Passwords();
    FirstPassword first = new FirstPassword(database, clock, passwords, secret, audit);
    Throttle throttle = new Throttle(database, clock);
    Logins logins = new Logins(database, clock, passwords, throttle, sessions, first, audit);
    Users users =
        new Users(
            database,
            clock,
            new Accounts(kube, own, config.usersNamespace(), tokens),
            passwords,
            sessions,
            audit);
    first.ensure();
    ServerCertificate certificate = keep(certificate(config, secret, clock));
    Assets assets = new Assets();
    Desk desk = new Desk(sessions, audit, new Clusters(kube, tokens), new Pages(), assets, clock);
    areas = areas(desk, logins, users, new History(database), new Seals(database, clock));
    pages =
        keep(
            ConsoleServer.start(
                config.port(), certificate.context(), desk, callers(config), areas));
    // These end before the server does: it waits for requests that are under way.
    for (Area area : areas) {
      if (area instanceof AutoCloseable closeable) {
        keep(closeable);
      }
    }
    ops = keep(OpsServer.start(config.opsPort(), metrics(), () -> unready(database)));
    keep(Housekeeping.start(sessions, throttle, audit, users));
  }

  /**
   * Starts one.
   *
   * @throws AccountException when the cluster does not let it, in words
   */
  public static Console start(ConsoleConfig config)
      throws IOException, GeneralSecurityException, AccountException {
    return start(config, Clock.systemUTC());
  }

  static Console start(ConsoleConfig config, InstantSource clock)
      throws IOException, GeneralSecurityException, AccountException {
    return new Console(config, clock);
  }

  private static List<Area> areas(
      Desk desk, Logins logins, Users users, History history, Seals seals) {
    List<Area> areas = new ArrayList<>();
    areas.add(new Files(desk.assets()));
    areas.add(new Login(logins, desk));
    areas.add(new Account(logins, users));
    areas.add(new UsersArea(users));
    areas.add(new AuditArea(desk.audit()));
    areas.add(new Look(desk, history));
    areas.add(new Change(desk, history, seals));
    return List.copyOf(areas);
  }

  private static Database open(ConsoleConfig.Database database) throws IOException {
    String password =
        database.passwordFile().isEmpty()
            ? ""
            : java.nio.file.Files.readString(Path.of(database.passwordFile())).strip();
    return Database.open(database.url(), database.user(), password);
  }

  private static ServerCertificate certificate(
      ConsoleConfig config, OwnSecret secret, InstantSource clock)
      throws IOException, GeneralSecurityException, AccountException {
    if (!config.tlsDirectory().isEmpty()) {
      return ServerCertificate.inFolder(Path.of(config.tlsDirectory()), clock);
    }
    List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1"));
    String service = "keelson-console." + config.namespace() + ".svc";
    names.add(service);
    names.add(service + ".cluster.local");
    names.addAll(config.hosts());
    return ServerCertificate.inSecret(secret, names, clock);
  }

  private static Callers callers(ConsoleConfig config) {
    return new Callers(
        config.trustedProxies().stream().map(Network::parse).flatMap(Optional::stream).toList());
  }

  private static PrometheusMeterRegistry metrics() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    return registry;
  }

  private static Optional<String> unready(Database database) {
    return database.answers() ? Optional.empty() : Optional.of("the database does not answer");
  }

  /** The port of the pages. */
  public int port() {
    return pages.port();
  }

  /** The port of health and metrics. */
  public int opsPort() {
    return ops.port();
  }

  List<Area> areas() {
    return areas;
  }

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not end well: {}", part.getClass().getSimpleName(), e.getMessage());
      }
    }
  }
}
