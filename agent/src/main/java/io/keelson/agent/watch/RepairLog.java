package io.keelson.agent.watch;

import io.keelson.agent.audit.Audit;
import io.keelson.agent.ops.AgentMetrics;
import io.keelson.agent.record.Entry;
import io.keelson.problem.Problem;
import io.keelson.wire.Change;
import io.keelson.wire.Owner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of repairs: never a value, which may be a file's content. For the host thread. */
public record RepairLog(Audit audit, AgentMetrics metrics) {

  private static final Logger LOG = LoggerFactory.getLogger(RepairLog.class);

  /**
   * @param owner for whom it is held
   */
  void repaired(Entry entry, Owner owner, Change change) {
    LOG.warn("{} was changed by somebody else and is set right", name(entry));
    audit.setRight(owner, entry.api().path(), change, "repaired");
    metrics.repaired(entry.api().path());
  }

  void restored(Entry entry, Owner owner, Change change) {
    LOG.info("{} is set again: the kernel did not have it any more", name(entry));
    audit.setRight(owner, entry.api().path(), change, "restored");
  }

  /** Told once and not with every look. */
  void news(Entry entry, History before, History after) {
    if (!after.trouble().isEmpty() && !after.trouble().equals(before.trouble())) {
      LOG.warn("{} is not as it should be: {}", name(entry), after.trouble());
    }
  }

  void contested(long keys) {
    metrics.contested(keys);
  }

  private static String name(Entry entry) {
    return Problem.printable(entry.key());
  }
}
