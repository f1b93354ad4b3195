package io.keelson.console.service;

import io.keelson.console.model.Database;
import io.keelson.console.model.RevisionRow;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Specs that MyKinds once had: the newest 20 of each, up to 32 KiB each, the newest 10,000 in all.
 * Whoever shows one has asked the API server first whether it may be seen. For any thread.
 */
public final class History {

  private static final int MOST_OF_ONE = 20;
  private static final int MOST = 10_000;
  private static final int MOST_BYTES = 32 * 1024;
  private static final int LONGEST_AUTHOR = 300;

  private final Database database;
  private final int most;

  public History(Database database) {
    this(database, MOST);
  }

  History(Database database, int most) {
    this.database = database;
    this.most = most;
  }

  /**
   * Keeps one; a generation that is kept already stays as it is.
   *
   * @return false: it is too large to be kept
   */
  public boolean keep(
      String namespace,
      String name,
      String uid,
      long generation,
      String author,
      Instant at,
      String specJson) {
    if (specJson.length() > MOST_BYTES
        || specJson.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      return false;
    }
    RevisionRow.Of of = new RevisionRow.Of(namespace, name, uid, generation);
    String by = AuditText.fit(author, LONGEST_AUTHOR);
    return database.write(
        em -> {
          if (!isKept(em, of)) {
            Instant when = at.truncatedTo(ChronoUnit.MILLIS);
            em.persist(new RevisionRow(UUID.randomUUID(), of, by, when, specJson));
            em.flush();
            makeRoom(em, uid);
          }
          return true;
        });
  }

  private static boolean isKept(EntityManager em, RevisionRow.Of of) {
    return em.createQuery(
                "select count(r) from RevisionRow r"
                    + " where r.objectUid = :uid and r.generation = :generation",
                Long.class)
            .setParameter("uid", of.uid())
            .setParameter("generation", of.generation())
            .getSingleResult()
        > 0;
  }

  private void makeRoom(EntityManager em, String uid) {
    remove(
        em,
        em.createQuery(
                "select r.id from RevisionRow r where r.objectUid = :uid"
                    + " order by r.generation desc",
                UUID.class)
            .setParameter("uid", uid)
            .setFirstResult(MOST_OF_ONE)
            .getResultList());
    long all = em.createQuery("select count(r) from RevisionRow r", Long.class).getSingleResult();
    if (all > most) {
      remove(
          em,
          em.createQuery("select r.id from RevisionRow r order by r.happened, r.id", UUID.class)
              .setMaxResults(Math.toIntExact(all - most))
              .getResultList());
    }
  }

  private static void remove(EntityManager em, List<UUID> ids) {
    if (!ids.isEmpty()) {
      em.createQuery("delete from RevisionRow r where r.id in :ids")
          .setParameter("ids", ids)
          .executeUpdate();
    }
  }

  /** The newest first. */
  public List<Revision> of(String namespace, String name, String uid) {
    return database.read(
        em ->
            em.createQuery(
                    "select r from RevisionRow r where r.namespace = :namespace"
                        + " and r.name = :name and r.objectUid = :uid order by r.generation desc",
                    RevisionRow.class)
                .setParameter("namespace", namespace)
                .setParameter("name", name)
                .setParameter("uid", uid)
                .getResultStream()
                .map(History::revision)
                .toList());
  }

  public Optional<Revision> find(UUID id) {
    return database.read(
        em -> Optional.ofNullable(em.find(RevisionRow.class, id)).map(History::revision));
  }

  private static Revision revision(RevisionRow row) {
    RevisionRow.Of of = row.of();
    return new Revision(
        row.id(),
        of.namespace(),
        of.name(),
        of.uid(),
        of.generation(),
        row.author(),
        row.happened(),
        row.spec());
  }
}
