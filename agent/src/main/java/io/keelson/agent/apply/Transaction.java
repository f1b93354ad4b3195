package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.AGENT_ERROR;
import static io.keelson.problem.ProblemCode.UNDO_FAILED;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.NotPutBackException;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.HostRecord;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.problem.Problem;
import io.keelson.wire.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all steps of a change or none, over a crash too: how to take them back is on disk before
 * the first, and the change has happened when the record that knows it has its name. What may cut
 * the node off is looked at before that: a crash meanwhile takes it back too. For the host thread.
 */
record Transaction(HostRecord record, Images images, Fence fence, Lifeline lifeline) {

  private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

  /**
   * @param owner for whom; empty when nobody asked for it
   * @param entries whose files have to be kept, as they were and as they are made
   * @param next the record afterwards
   * @return what went wrong; empty when the change has happened
   */
  List<Problem> run(Optional<Owner> owner, List<Step> steps, List<Entry> entries, Holdings next) {
    List<Step> risky = steps.stream().filter(step -> !step.mayCutOffBy().isEmpty()).toList();
    boolean watched = !risky.isEmpty() && lifeline.holds();
    List<Step> begun = new ArrayList<>();
    boolean holds;
    try {
      images.keep(entries);
      begin(owner, steps);
      int sure = watched ? steps.indexOf(risky.getLast()) + 1 : 0;
      make(steps.subList(0, sure), begun);
      holds = !watched || lifeline.stillHolds();
      if (holds) {
        make(steps.subList(sure, steps.size()), begun);
        images.keepWritten(entries);
        record.commit(next, fence.marks());
      }
    } catch (NotPutBackException e) {
      return takeBack(e, begun);
    } catch (HostException e) {
      return takeBack(e.problem(), begun);
    } catch (RuntimeException | Error e) {
      LOG.error("a step failed in an unforeseen way", e);
      return takeBack(
          Problem.of(AGENT_ERROR, "", "the agent failed; its log has the reason"), begun);
    }
    if (!holds) {
      return cutOff(risky, begun);
    }
    boolean nothingIsLeft = true;
    for (Step step : begun) {
      nothingIsLeft &= step.keep();
    }
    record.ended(nothingIsLeft);
    return List.of();
  }

  /**
   * What keeps values over a boot comes after them, so that no boot brings back what cuts it off.
   */
  private static void make(List<Step> steps, List<Step> begun) throws HostException {
    for (Step step : steps) {
      begun.addFirst(step);
      step.make();
    }
  }

  private void begin(Optional<Owner> owner, List<Step> steps) throws HostException {
    if (!steps.isEmpty()) {
      List<Undo> undos = steps.stream().flatMap(step -> step.undos().stream()).toList();
      record.begin(owner, images.secured(undos));
    }
  }

  private List<Problem> cutOff(List<Step> risky, List<Step> lastFirst) {
    List<Problem> left = takeBack(lastFirst);
    List<String> keys = risky.stream().flatMap(step -> step.mayCutOffBy().stream()).toList();
    Problem loss =
        left.isEmpty()
            ? NetworkLoss.takenBack(keys, lifeline.address(), lifeline.holdsAgain())
            : NetworkLoss.notTakenBack(keys, lifeline.address());
    // Whoever called may never hear of it.
    LOG.error("{}", loss.message());
    return both(loss, left);
  }

  /** The reason, and after it what could not be taken back. */
  private List<Problem> takeBack(Problem reason, List<Step> lastFirst) {
    return both(reason, takeBack(lastFirst));
  }

  /** The step that has failed has left something itself; it stays in the journal. */
  private List<Problem> takeBack(NotPutBackException halfDone, List<Step> lastFirst) {
    LOG.error("{}", Problem.printable(halfDone.problem().message()), halfDone);
    if (record.isInDoubt()) {
      // With the record of this change and the values of before, a start would set them again.
      record.dirty(halfDone.problem().message());
      return List.of(halfDone.problem());
    }
    List<Problem> left = undo(lastFirst);
    left.addFirst(halfDone.problem());
    end(left);
    return left;
  }

  private static List<Problem> both(Problem reason, List<Problem> left) {
    return Stream.concat(Stream.of(reason), left.stream()).toList();
  }

  /** What could not be taken back. */
  private List<Problem> takeBack(List<Step> lastFirst) {
    List<Problem> left = undo(lastFirst);
    end(left);
    return left;
  }

  private static List<Problem> undo(List<Step> lastFirst) {
    List<Problem> problems = new ArrayList<>();
    for (Step step : lastFirst) {
      try {
        step.undo();
      } catch (HostException | RuntimeException | Error e) {
        LOG.error("{} could not be taken back", Problem.printable(step.what()), e);
        problems.add(left(step.what(), e));
      }
    }
    return problems;
  }

  private void end(List<Problem> left) {
    if (!left.isEmpty()) {
      record.dirty(left.getFirst().message());
      return;
    }
    try {
      record.undone();
    } catch (HostException | RuntimeException | Error e) {
      // Nothing is left of the change, but a later run would take back what others did since.
      LOG.error("the journal cannot be ended", e);
      record.dirty("the journal cannot be ended: " + e.getMessage());
    }
  }

  private static Problem left(String what, Throwable why) {
    return new Problem(
        UNDO_FAILED, "", what, what + " could not be taken back: " + why.getMessage());
  }
}
