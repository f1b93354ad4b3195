package io.keelson.console.controller.look;

import io.keelson.console.controller.Callers;
import io.keelson.console.controller.ConsoleServer;
import io.keelson.console.controller.Desk;
import io.keelson.console.kube.Accounts;
import io.keelson.console.kube.Authorities;
import io.keelson.console.kube.Clusters;
import io.keelson.console.kube.KubeHttp;
import io.keelson.console.kube.OwnToken;
import io.keelson.console.kube.UserTokens;
import io.keelson.console.model.Database;
import io.keelson.console.page.Assets;
import io.keelson.console.page.Pages;
import io.keelson.console.service.AccountException;
import io.keelson.console.service.AccountPort;
import io.keelson.console.service.Audit;
import io.keelson.console.service.FirstPassword;
import io.keelson.console.service.FirstPasswordPlace;
import io.keelson.console.service.From;
import io.keelson.console.service.Grant;
import io.keelson.console.service.History;
import io.keelson.console.service.LoginAnswer;
import io.keelson.console.service.Logins;
import io.keelson.console.service.PasswordAnswer;
import io.keelson.console.service.Passwords;
import io.keelson.console.service.Role;
import io.keelson.console.service.Session;
import io.keelson.console.service.Sessions;
import io.keelson.console.service.Throttle;
import io.keelson.console.service.User;
import io.keelson.console.service.UserAnswer;
import io.keelson.console.service.Users;
import io.keelson.testing.TestCertificate;
import io.keelson.testing.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The real server with the pages that show, real sessions in memory, and any API server. */
final class LookRig implements AutoCloseable {

  private static final String PASSWORD = "correct horse battery";
  private static final From FROM = new From("127.0.0.1", "test");
  private static final User BY =
      new User(UUID.randomUUID(), "by", true, true, false, "", List.of(), Instant.EPOCH, null);

  private final TestCertificates authority = TestCertificates.authority();
  private final Database database;
  private final Sessions sessions;
  private final Users users;
  private final Logins logins;
  private final ConsoleServer server;
  private final Look look;
  final History history;

  /** Somebody who is logged in. */
  record Reader(String cookie, Session session) {}

  /** With an API server that knows every user already. */
  static LookRig withoutAccounts(URI apiServer, Path directory) throws IOException {
    Files.writeString(directory.resolve("ca.crt"), TestCertificates.authority().pem());
    Files.writeString(directory.resolve("token"), "own");
    return new LookRig(apiServer, directory, "users", false);
  }

  /** With accounts and roles in the API server. */
  static LookRig withAccounts(URI apiServer, Path ownAccount, String usersNamespace)
      throws IOException {
    return new LookRig(apiServer, ownAccount, usersNamespace, true);
  }

  private LookRig(URI apiServer, Path ownAccount, String usersNamespace, boolean hasAccounts)
      throws IOException {
    Clock clock = Clock.systemUTC();
    database = Database.open("jdbc:h2:mem:" + UUID.randomUUID(), "", "");
    sessions = new Sessions(database, clock, Duration.ofMinutes(15), Duration.ofHours(8));
    history = new History(database);
    Audit audit = new Audit(database, clock);
    Passwords passwords = new Passwords();
    FirstPassword first = new FirstPassword(database, clock, passwords, new Nowhere(), audit);
    ensure(first);
    logins =
        new Logins(
            database, clock, passwords, new Throttle(database, clock), sessions, first, audit);
    KubeHttp kube = new KubeHttp(apiServer, Authorities.in(ownAccount.resolve("ca.crt")));
    OwnToken own = new OwnToken(ownAccount.resolve("token"));
    UserTokens tokens = new UserTokens(kube, own, usersNamespace, clock);
    AccountPort accounts =
        hasAccounts ? new Accounts(kube, own, usersNamespace, tokens) : new NoAccounts();
    users = new Users(database, clock, accounts, passwords, sessions, audit);
    Desk desk =
        new Desk(sessions, audit, new Clusters(kube, tokens), new Pages(), new Assets(), clock);
    look = new Look(desk, history);
    TestCertificate tls = authority.certificateFor("localhost").ip("127.0.0.1").sign();
    server = ConsoleServer.start(0, tls.sslContext(), desk, new Callers(List.of()), List.of(look));
  }

  private static void ensure(FirstPassword first) {
    try {
      first.ensure();
    } catch (AccountException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nobody looks for the first password here. */
  private static final class Nowhere implements FirstPasswordPlace {
    @Override
    public void put(String password) {}

    @Override
    public boolean holds() {
      return true;
    }

    @Override
    public void remove() {}
  }

  /** A user who is logged in and may what the grants say, as far as the API server agrees. */
  Reader login(String name, Role role, String... namespaces) {
    List<Grant> grants = Stream.of(namespaces).map(one -> new Grant(one, role)).toList();
    UserAnswer made = users.create(name, false, grants, BY, FROM);
    if (!(made instanceof UserAnswer.Done done) || done.oneTimePassword() == null) {
      throw new IllegalStateException("no user: " + made);
    }
    LoginAnswer login = logins.login(name, done.oneTimePassword(), null, FROM);
    if (login instanceof LoginAnswer.Welcome welcome
        && logins.changeOwn(welcome.session(), done.oneTimePassword(), PASSWORD, FROM)
            instanceof PasswordAnswer.Changed changed) {
      return new Reader(changed.cookie(), changed.session());
    }
    throw new IllegalStateException("no login: " + login);
  }

  void logout(Reader reader) {
    sessions.end(reader.session());
  }

  /** Removes the user and, in the cluster, the account. */
  void remove(Reader reader) {
    if (!(users.delete(reader.session().user().id(), BY, FROM) instanceof UserAnswer.Done)) {
      throw new IllegalStateException("not removed: " + reader.session().user().name());
    }
  }

  HttpClient client() {
    return HttpClient.newBuilder()
        .sslContext(authority.certificateFor("test").sign().sslContext())
        .build();
  }

  private HttpRequest.Builder request(Reader reader, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Cookie", "__Host-keelson=" + reader.cookie());
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> get(Reader reader, String path, String... headers)
      throws IOException, InterruptedException {
    try (HttpClient client = client()) {
      return client.send(request(reader, path, headers).build(), BodyHandlers.ofString());
    }
  }

  /** Opens a stream of events; to be closed. */
  Events events(Reader reader, String path, String... headers)
      throws IOException, InterruptedException {
    HttpClient client = client();
    HttpResponse<InputStream> answer =
        client.send(request(reader, path, headers).build(), BodyHandlers.ofInputStream());
    return new Events(client, answer);
  }

  int streams() {
    return look.streams();
  }

  @Override
  public void close() {
    look.close();
    server.close();
    database.close();
  }

  private static final class NoAccounts implements AccountPort {
    @Override
    public void bring(String user, boolean enabled, List<Grant> grants) {}

    @Override
    public void remove(String user) {}
  }
}
