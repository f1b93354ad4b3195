package io.keelson.testing.database;

import io.keelson.testing.Ports;
import io.keelson.testing.kube.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL, the newest that the machine has (Debian: package postgresql), at a free port
 * of 127.0.0.1, with data in a directory of its own. For any thread.
 *
 * <p>Fails, never skips, where it is missing.
 */
public final class PostgresServer implements AutoCloseable {

  public static final String USER = "keelson";
  public static final String PASSWORD = "only-for-tests";

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HOST = "127.0.0.1";

  private final Path directory;
  private final Path programs;
  private final int port = Ports.free();
  private final Thread hook = new Thread(this::end);

  private PostgresServer(Path programs, Path directory) {
    this.programs = programs;
    this.directory = directory;
  }

  /** Starts it, about 3 seconds. */
  public static PostgresServer start() {
    try {
      PostgresServer server =
          new PostgresServer(programs(), Files.createTempDirectory("keelson-postgres"));
      server.prepare();
      server.up();
      Runtime.getRuntime().addShutdownHook(server.hook);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The URL of a new, empty database. */
  public String create(String database) {
    run("createdb", "--host=" + HOST, "--port=" + port, "--username=" + USER, database);
    return url(database);
  }

  /** The URL of a database, whether there is one or not. */
  public String url(String database) {
    return "jdbc:postgresql://" + HOST + ":" + port + "/" + database;
  }

  /** Stops it as a crash does. */
  public void down() {
    run("pg_ctl", "stop", "--mode=immediate", "--pgdata=" + data());
  }

  /** Starts it again at the same port. */
  public void up() {
    String options =
        "-p %d -c listen_addresses=%s -c unix_socket_directories= -c fsync=off"
            .formatted(port, HOST);
    run("pg_ctl", "start", "--pgdata=" + data(), "--log=" + log(), "--options=" + options);
    Awaitility.await("PostgreSQL")
        .atMost(PATIENCE)
        .until(
            () -> command("pg_isready", "--host=" + HOST, "--port=" + port).run().exitCode() == 0);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    end();
  }

  private void prepare() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), PASSWORD);
    if (isRoot()) {
      Command.of("chown", "-R", "postgres", directory.toString()).run().orThrow();
    }
    run(
        "initdb",
        "--pgdata=" + data(),
        "--username=" + USER,
        "--pwfile=" + password,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync");
  }

  private void end() {
    command("pg_ctl", "stop", "--mode=immediate", "--pgdata=" + data()).run();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(String program, String... arguments) {
    command(program, arguments).run().orThrow();
  }

  // It refuses to run as root: as Debian's user postgres then.
  private Command command(String program, String... arguments) {
    List<String> words = new ArrayList<>();
    if (isRoot()) {
      words.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    words.add(programs.resolve(program).toString());
    words.addAll(List.of(arguments));
    return Command.of(words.toArray(String[]::new)).with("PGPASSWORD", PASSWORD).in(directory);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path log() {
    return directory.resolve("log");
  }

  private static Path programs() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      throw new IllegalStateException("no PostgreSQL: apt-get install postgresql");
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
          .max(
              Comparator.comparing(
                  version -> Integer.valueOf(String.valueOf(version.getFileName()))))
          .map(version -> version.resolve("bin"))
          .orElseThrow(
              () -> new IllegalStateException("no PostgreSQL: apt-get install postgresql"));
    }
  }
}
