package io.keelson.controller;

import io.keelson.controller.kube.Uninstallation;
import io.keelson.wire.Owner;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Leaves no MyKind with a finalizer that nobody would take off any more. The controller still runs
 * meanwhile: it is told to change no node for a MyKind any more, or to have all nodes give back
 * everything, and puts no finalizer on.
 */
final class Uninstall {

  /** Until then the controller itself takes the finalizer off and tells of the nodes left. */
  private static final Duration CONTROLLER_FIRST = Duration.ofSeconds(10);

  private static final int MOST_ROUNDS = 10;

  /** Lets a moment pass. */
  interface Pause {
    void take() throws InterruptedException;
  }

  /** What came of it. */
  sealed interface Result {

    /** No MyKind has the finalizer any more. */
    record Done() implements Result {}

    /** Some have got it again and again. */
    record Left(int kinds) implements Result {}

    /** Nodes were to give back, and there is nobody who could have them do it. */
    record Unheard() implements Result {}
  }

  private final Uninstallation cluster;
  private final Duration heedsWithin;
  private final Clock clock;
  private final Pause pause;
  private final PrintWriter out;

  /**
   * One.
   *
   * @param heedsWithin how long it may take until a controller leads and has read the mark
   */
  Uninstall(
      Uninstallation cluster, Duration heedsWithin, Clock clock, Pause pause, PrintWriter out) {
    this.cluster = cluster;
    this.heedsWithin = heedsWithin;
    this.clock = clock;
    this.pause = pause;
    this.out = out;
  }

  /**
   * Does it.
   *
   * @param revert whether nodes give back everything; else they do what is being deleted
   * @param timeout how long they have for it
   */
  Result run(boolean revert, Duration timeout) throws IOException, InterruptedException {
    Instant until = clock.instant().plus(timeout);
    if (cluster.announce(revert, until) && isHeeded()) {
      waitForNodes(revert, until.plus(CONTROLLER_FIRST));
    } else if (revert) {
      // Or a controller that comes back would do it, when nobody expects that any more.
      cluster.withdraw();
      return new Result.Unheard();
    } else {
      say("no controller answers");
    }
    return letGo();
  }

  private boolean isHeeded() throws InterruptedException {
    Instant end = clock.instant().plus(heedsWithin);
    while (!cluster.isHeeded()) {
      if (clock.instant().isAfter(end)) {
        return false;
      }
      pause.take();
    }
    return true;
  }

  /** The controller itself takes the finalizer off a MyKind when its nodes have given back. */
  private void waitForNodes(boolean all, Instant end) throws IOException, InterruptedException {
    int before = all ? -1 : 0;
    while (true) {
      int left = all ? cluster.guarded().size() : cluster.leaving().size();
      if (left != before) {
        say(left == 0 ? "every node has given back" : "still to be given back: " + kinds(left));
        before = left;
      }
      if (left == 0 || clock.instant().isAfter(end)) {
        return;
      }
      pause.take();
    }
  }

  /**
   * More than once: a finalizer that was on its way when the controller was told may come after.
   */
  private Result letGo() throws IOException, InterruptedException {
    List<Owner> left = cluster.guarded();
    if (!left.isEmpty()) {
      say("nodes stay as they are for " + kinds(left.size()) + ": the finalizer is taken off");
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (Owner owner : left) {
        cluster.letGo(owner);
      }
      pause.take();
      left = cluster.guarded();
      if (left.isEmpty()) {
        return new Result.Done();
      }
    }
    return new Result.Left(left.size());
  }

  private static String kinds(int count) {
    return count == 1 ? "1 MyKind" : count + " MyKinds";
  }

  private void say(String what) {
    out.println(what);
    out.flush();
  }
}
