package io.keelson.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {

  @TempDir Path directory;

  @Test
  void keepsWhatIsWrittenOverARestart() {
    try (Database database = open("console")) {
      set(database, "a");
    }
    try (Database database = open("console")) {
      assertThat(get(database)).isEqualTo("a");
    }
  }

  /** W-03: what is committed is in the file at once; a copy is what kill -9 leaves. */
  @Test
  void keepsWhatIsCommittedWhenTheProcessIsKilled() throws Exception {
    try (Database database = open("console")) {
      set(database, "a");
      Files.copy(directory.resolve("console.mv.db"), directory.resolve("killed.mv.db"));
      try (Database afterwards = open("killed")) {
        assertThat(get(afterwards)).isEqualTo("a");
      }
    }
  }

  @Test
  void keepsNothingOfWorkThatFails() {
    try (Database database = open("console")) {
      set(database, "a");
      assertThatThrownBy(
              () ->
                  database.write(
                      em -> {
                        em.find(SettingRow.class, "x").set("b");
                        em.flush();
                        throw new IllegalStateException("on purpose");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("on purpose");
      assertThat(get(database)).isEqualTo("a");
    }
  }

  @Test
  void keepsNothingOfWhatOnlyReads() {
    try (Database database = open("console")) {
      set(database, "a");
      database.read(
          em -> {
            em.find(SettingRow.class, "x").set("b");
            em.flush();
            return em;
          });
      assertThat(get(database)).isEqualTo("a");
    }
  }

  @Test
  void doesWorkAgainWhenAnotherWasQuicker() {
    try (Database database = open("console")) {
      int[] tried = {0};
      database.write(
          em -> {
            if (tried[0]++ == 0) {
              set(database, "of another");
              em.persist(new SettingRow("x", "ours"));
              em.flush();
            }
            return em;
          });
      assertThat(tried[0]).isEqualTo(2);
      assertThat(get(database)).isEqualTo("of another");
    }
  }

  @Test
  void saysWhyItCannotBeOpened() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> Database.open("jdbc:h2:file:" + file + "/console", "", ""))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("its file cannot be read or written; use an absolute path");
    assertThatThrownBy(() -> Database.open("jdbc:h2:file:console", "", ""))
        .hasMessageContaining("use an absolute path");
    try (Database database = open("console")) {
      assertThat(database.answers()).isTrue();
    }
    assertThatThrownBy(() -> Database.open(url("console"), "somebody", "wrong"))
        .hasMessageContaining("user or password is not accepted");
    Files.writeString(directory.resolve("damaged.mv.db"), "x".repeat(10_000));
    assertThatThrownBy(() -> open("damaged")).hasMessageContaining("is damaged");
  }

  @Test
  void saysThatItsTablesAreOfAnotherRelease() throws Exception {
    open("console").close();
    try (Connection connection = DriverManager.getConnection(url("console"));
        Statement statement = connection.createStatement()) {
      statement.execute("update \"flyway_schema_history\" set \"checksum\" = 1");
    }
    assertThatThrownBy(() -> open("console"))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("made or changed by another release");
  }

  @Test
  void leavesTablesOfSomethingElseAlone() throws Exception {
    try (Connection connection = DriverManager.getConnection(url("other"));
        Statement statement = connection.createStatement()) {
      statement.execute("create table users (name varchar(10))");
    }
    assertThatThrownBy(() -> open("other"))
        .hasMessageContaining("it has tables of something else; give the console a database");
  }

  @Test
  void isAFaultOfTheDatabaseWhenItIsGone() {
    Database database = open("console");
    database.close();
    assertThat(database.answers()).isFalse();
  }

  private Database open(String name) {
    return Database.open(url(name), "", "");
  }

  private String url(String name) {
    return "jdbc:h2:file:" + directory.resolve(name);
  }

  private static void set(Database database, String content) {
    database.write(
        em -> {
          em.persist(new SettingRow("x", content));
          return em;
        });
  }

  private static String get(Database database) {
    return database.read(em -> em.find(SettingRow.class, "x").content());
  }
}
