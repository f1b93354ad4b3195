package io.keelson.console.model;

import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** What faults of the database mean, by their SQL states. */
final class OpenFault {

  private static final String UNIQUE_CLASH = "23505";
  private static final String H2_CONCURRENT_UPDATE = "90131";

  private OpenFault() {}

  /** Why it cannot be opened and what would be right. */
  static String sentence(String url, Throwable fault) {
    return "the database " + withoutOptions(url) + " cannot be opened: " + why(fault);
  }

  /** Whether the same work may succeed when it is done again. */
  static boolean anotherWasQuicker(Throwable fault) {
    return state(fault)
        .filter(
            state ->
                state.startsWith("40")
                    || state.equals(UNIQUE_CLASH)
                    || state.equals(H2_CONCURRENT_UPDATE))
        .isPresent();
  }

  private static String why(Throwable fault) {
    if (causes(fault).anyMatch(FlywayValidateException.class::isInstance)) {
      return "its tables were made or changed by another release; start that release, a newer one,"
          + " or restore a backup of this one's";
    }
    String remedy = remedy(state(fault).orElse(""));
    return remedy.isEmpty() ? rootMessage(fault) : remedy + " (" + rootMessage(fault) + ")";
  }

  private static String remedy(String state) {
    return switch (state) {
      case "90020" ->
          "another process has it open; a file is for one replica, more need PostgreSQL";
      case "90028", "90031", "90013", "90011" ->
          "its file cannot be read or written; use an absolute path in a directory that this"
              + " process may write to";
      case "90030", "90048" -> "its file is damaged or of another version of H2; restore a backup";
      case "28000", "28P01" ->
          "user or password is not accepted; check --database-user and --database-password-file";
      case "3D000" -> "the server has no such database; create it first, empty";
      case "42501" -> "its user may not create tables; make the user owner of the database";
      case "08001", "08004", "08006" ->
          "nothing answers there; check host and port, and that the server is up";
      default -> "";
    };
  }

  private static String rootMessage(Throwable fault) {
    if (causes(fault).anyMatch(FlywayException.class::isInstance)
        && String.valueOf(fault.getMessage()).contains("non-empty schema")) {
      return "it has tables of something else; give the console a database of its own";
    }
    return String.valueOf(causes(fault).reduce((one, deeper) -> deeper).orElse(fault).getMessage());
  }

  private static Optional<String> state(Throwable fault) {
    return causes(fault)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .filter(state -> state != null)
        .findFirst();
  }

  private static Stream<Throwable> causes(Throwable fault) {
    return Stream.iterate(fault, cause -> cause != null, Throwable::getCause).limit(20);
  }

  private static String withoutOptions(String url) {
    return url.replaceFirst("[;?].*", "");
  }
}
