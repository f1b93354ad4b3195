package io.keelson.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.console.config.ConsoleConfig;
import io.keelson.testing.database.PostgresServer;
import io.keelson.testing.kube.ApiServer;
import io.keelson.testing.kube.ApiServerExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two whole consoles over one PostgreSQL, as two pods of the chart. */
@ExtendWith(ApiServerExtension.class)
final class ReplicasIT {

  private final ApiServer api;

  ReplicasIT(ApiServer api) {
    this.api = api;
  }

  @Test
  void nobodyIsLoggedOutWhenOneEnds(@TempDir Path directory) throws Exception {
    try (PostgresServer postgres = PostgresServer.start()) {
      String url = postgres.create("replicas");
      Path password = Files.writeString(directory.resolve("password"), PostgresServer.PASSWORD);
      ConsoleConfig.Database database =
          new ConsoleConfig.Database(url, PostgresServer.USER, password.toString());
      ConsoleRig one = ConsoleRig.on(api, directory, database);
      try (ConsoleRig two = ConsoleRig.on(api, directory, database)) {
        Visitor admin = one.admin();
        assertThat(admin.get("/users").statusCode()).isEqualTo(200);
        one.close();

        Visitor moved = two.visitor();
        moved.cookies().putAll(admin.cookies());
        assertThat(moved.get("/users").statusCode()).isEqualTo(200);
        // The form's token is the session's, whichever replica made the page.
        assertThat(moved.post("/users/new", "name", "nora").body()).contains("id=\"onetime\"");
        // Logged out at one, logged out at all.
        moved.get("/users");
        moved.post("/logout");
        admin.cookies().forEach(moved.cookies()::putIfAbsent);
        assertThat(moved.get("/users").statusCode()).isEqualTo(303);
      } finally {
        one.close();
      }
    }
  }
}
