package io.keelson.console.service;

import io.keelson.console.model.AuditEntry;
import io.keelson.console.model.AuditRepeat;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Keeps a flood out of the audit without losing count of it. Of what did not succeed, the same by
 * the same from the same place within one minute is one row and, when the minute is over, one more
 * with how often; and past a number of different rows in a minute the rest is one row with a count.
 */
final class AuditRepeats {

  /** Rows per minute and group; what strangers try is one group, what each user does another. */
  static final int DIFFERENT_A_MINUTE = 60;

  private static final String ALL = "*";

  private AuditRepeats() {}

  /** Whether it is to be a row; otherwise it is counted. */
  static boolean standsAlone(EntityManager em, Instant now, AuditEntry.Words words) {
    if (words.result().equals(Audit.OK)) {
      return true;
    }
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    AuditRepeat same = counter(minute, words.who(), words.address(), words.subject(), words);
    AuditRepeat known = em.find(AuditRepeat.class, same.id(), LockModeType.PESSIMISTIC_WRITE);
    if (known != null) {
      known.again();
      return false;
    }
    String who = words.action().equals(Audit.LOGIN) ? ALL : words.who();
    AuditRepeat group = kept(em, counter(minute, who, ALL, ALL, words));
    if (group.distinctRows() >= DIFFERENT_A_MINUTE) {
      group.again();
      return false;
    }
    group.oneMoreRow();
    em.persist(same);
    // Here and now, so that of two at once one finds the other's.
    em.flush();
    return true;
  }

  /** Makes what was counted in minutes that are over into rows. */
  static void close(EntityManager em, Instant now) {
    List<AuditRepeat> over =
        em.createQuery(
                "select r from AuditRepeat r where r.minute < :minute order by r.minute, r.who, r.id",
                AuditRepeat.class)
            .setParameter("minute", now.truncatedTo(ChronoUnit.MINUTES))
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultList();
    for (AuditRepeat repeat : over) {
      if (repeat.repeats() > 0) {
        em.persist(new AuditEntry(now, summary(repeat)));
      }
      em.remove(repeat);
    }
  }

  private static AuditEntry.Words summary(AuditRepeat repeat) {
    String detail =
        repeat.subject().equals(ALL) && repeat.address().equals(ALL)
            ? "%d more, different from each other, in the minute of %s"
            : "the same %d more times in the minute of %s";
    return new AuditEntry.Words(
        repeat.who(),
        repeat.address(),
        "",
        repeat.action(),
        repeat.subject(),
        null,
        null,
        repeat.result(),
        detail.formatted(repeat.repeats(), repeat.minute()));
  }

  private static AuditRepeat kept(EntityManager em, AuditRepeat fresh) {
    AuditRepeat known = em.find(AuditRepeat.class, fresh.id(), LockModeType.PESSIMISTIC_WRITE);
    if (known != null) {
      return known;
    }
    em.persist(fresh);
    em.flush();
    return fresh;
  }

  private static AuditRepeat counter(
      Instant minute, String who, String address, String subject, AuditEntry.Words words) {
    String id =
        Digests.sha256(
            String.join(
                "\n", minute.toString(), who, address, subject, words.action(), words.result()));
    return new AuditRepeat(id, minute, who, address, words.action(), subject, words.result());
  }
}
