package io.keelson.console.model;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.ValidationMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.hibernate.Session;

/**
 * The database of users, sessions, audit and history. For any thread.
 *
 * <p>Whatever it cannot do is a {@link DatabaseException}; what the work itself throws comes out as
 * it is, and nothing of the work is kept.
 */
public final class Database implements AutoCloseable {

  /** With H2 all share one file, with PostgreSQL all replicas share the server's connections. */
  private static final int CONNECTIONS = 6;

  private static final int CONNECT_MILLIS = 5_000;
  private static final int VALID_SECONDS = 2;

  /** How often a work is done when others are quicker; each time one of them is through. */
  private static final int TRIES = 5;

  private static final String H2 = "jdbc:h2:";

  /**
   * WRITE_DELAY: a committed failure counts even when the process is killed right after. The
   * others: one process only, ended by us and not by a hook, and no wait without end.
   */
  private static final String H2_OPTIONS =
      ";WRITE_DELAY=0;AUTO_SERVER=FALSE;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";

  private static final Map<String, Object> HIBERNATE =
      Map.of(
          "hibernate.hbm2ddl.auto",
          "validate",
          "hibernate.jdbc.time_zone",
          "UTC",
          "hibernate.connection.provider_disables_autocommit",
          true,
          "hibernate.cache.use_second_level_cache",
          false,
          "hibernate.cache.use_query_cache",
          false,
          // A page of users asks once for all their grants.
          "hibernate.default_batch_fetch_size",
          64,
          "hibernate.query.plan_cache_max_size",
          128);

  private final HikariDataSource pool;
  private final EntityManagerFactory factory;

  private Database(HikariDataSource pool, EntityManagerFactory factory) {
    this.pool = pool;
    this.factory = factory;
  }

  /**
   * Opens it and brings its tables to this release's.
   *
   * @param url {@code jdbc:h2:…} or {@code jdbc:postgresql:…}
   * @throws DatabaseException that says what would be right
   */
  public static Database open(String url, String user, String password) {
    try {
      HikariDataSource pool = new HikariDataSource(pool(url, user, password));
      try {
        migrate(pool);
        return new Database(pool, factory(pool));
      } catch (RuntimeException e) {
        pool.close();
        throw e;
      }
    } catch (RuntimeException e) {
      throw new DatabaseException(OpenFault.sentence(url, e), e);
    }
  }

  private static HikariConfig pool(String url, String user, String password) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setInitializationFailTimeout(1);
    config.setAutoCommit(false);
    config.setRegisterMbeans(false);
    if (url.startsWith(H2)) {
      config.setJdbcUrl(url + H2_OPTIONS);
    } else {
      config.setJdbcUrl(url);
      // A server that is gone must not hold a request for ever.
      config.addDataSourceProperty("connectTimeout", "5");
      config.addDataSourceProperty("socketTimeout", "30");
      config.addDataSourceProperty("tcpKeepAlive", "true");
      config.addDataSourceProperty("ApplicationName", "keelson-console");
      config.setConnectionInitSql("set lock_timeout = '10s'");
    }
    return config;
  }

  private static void migrate(HikariDataSource pool) {
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(pool)
        .locations("classpath:db/migration")
        .cleanDisabled(true)
        .loggers("slf4j")
        .load()
        .migrate();
  }

  private static EntityManagerFactory factory(HikariDataSource pool) {
    return new PersistenceConfiguration("console")
        .managedClass(UserRow.class)
        .managedClass(GrantValue.class)
        .managedClass(SessionRow.class)
        .managedClass(AttemptRow.class)
        .managedClass(AuditEntry.class)
        .managedClass(AuditRepeat.class)
        .managedClass(RevisionRow.class)
        .managedClass(SettingRow.class)
        .validationMode(ValidationMode.NONE)
        .properties(HIBERNATE)
        .property("hibernate.connection.datasource", pool)
        .createEntityManagerFactory();
  }

  /** Asks; what is changed is not kept. Not to be called from within another's work. */
  public <T> T read(Function<EntityManager, T> work) {
    try (EntityManager em = factory.createEntityManager()) {
      em.unwrap(Session.class).setDefaultReadOnly(true);
      EntityTransaction transaction = em.getTransaction();
      transaction.begin();
      try {
        return work.apply(em);
      } finally {
        rollBack(transaction);
      }
    } catch (PersistenceException e) {
      throw fault(e);
    }
  }

  /**
   * Changes, all or nothing. The work is done again when another was quicker with the same rows, so
   * it must leave nothing behind but in the database. Not to be called from within another's work.
   */
  public <T> T write(Function<EntityManager, T> work) {
    for (int left = TRIES - 1; ; left--) {
      try {
        return once(work);
      } catch (PersistenceException e) {
        if (left == 0 || !OpenFault.anotherWasQuicker(e)) {
          throw fault(e);
        }
      }
    }
  }

  private <T> T once(Function<EntityManager, T> work) {
    try (EntityManager em = factory.createEntityManager()) {
      EntityTransaction transaction = em.getTransaction();
      transaction.begin();
      try {
        T result = work.apply(em);
        transaction.commit();
        return result;
      } finally {
        rollBack(transaction);
      }
    }
  }

  private static void rollBack(EntityTransaction transaction) {
    if (transaction.isActive()) {
      transaction.rollback();
    }
  }

  private static DatabaseException fault(PersistenceException e) {
    return new DatabaseException("the database did not answer as it should: " + e.getMessage(), e);
  }

  /** Whether it answers now. */
  public boolean answers() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(VALID_SECONDS);
    } catch (SQLException gone) {
      return false;
    }
  }

  @Override
  public void close() {
    factory.close();
    pool.close();
  }
}
