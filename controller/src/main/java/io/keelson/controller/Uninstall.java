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

  /** The one that leads looks every 5 s. */
  private static final Duration HEEDED_WITHIN = Duration.ofSeconds(20);

  private static final int MOST_ROUNDS = 10;

  /** Lets a moment pass. */
  interface Pause {
    void take() throws InterruptedException;
  }

  private final Uninstallation cluster;
  private final Clock clock;
  private final Pause pause;
  private final PrintWriter out;

  Uninstall(Uninstallation cluster, Clock clock, Pause pause, PrintWriter out) {
    this.cluster = cluster;
    this.clock = clock;
    this.pause = pause;
    this.out = out;
  }

  /**
   * Does it.
   *
   * @param revert whether nodes give back everything
   * @param timeout how long they have for it
   * @return how many MyKinds still have the finalizer
   */
  int run(boolean revert, Duration timeout) throws IOException, InterruptedException {
    Instant until = clock.instant().plus(timeout);
    boolean heeded = cluster.announce(revert, until) && isHeeded();
    if (!heeded) {
      say("no controller answers: nodes stay as they are");
    } else if (revert) {
      waitForNodes(until);
    }
    return letGo();
  }

  private boolean isHeeded() throws InterruptedException {
    Instant end = clock.instant().plus(HEEDED_WITHIN);
    while (!cluster.isHeeded()) {
      if (clock.instant().isAfter(end)) {
        return false;
      }
      pause.take();
    }
    return true;
  }

  /** The controller itself takes the finalizer off a MyKind when its nodes have given back. */
  private void waitForNodes(Instant until) throws IOException, InterruptedException {
    int before = -1;
    while (true) {
      int left = cluster.guarded().size();
      if (left != before) {
        say(left == 0 ? "every node has given back" : left + " MyKinds are still to be given back");
        before = left;
      }
      if (left == 0 || clock.instant().isAfter(until)) {
        return;
      }
      pause.take();
    }
  }

  /**
   * More than once: a finalizer that was on its way when the controller was told may come after.
   */
  private int letGo() throws IOException, InterruptedException {
    List<Owner> left = cluster.guarded();
    say("taking the finalizer off " + left.size() + " MyKinds; they stay, deleted ones go");
    for (int round = 0; round < MOST_ROUNDS; round++) {
      for (Owner owner : left) {
        cluster.letGo(owner);
      }
      pause.take();
      left = cluster.guarded();
      if (left.isEmpty()) {
        break;
      }
    }
    return left.size();
  }

  private void say(String what) {
    out.println(what);
    out.flush();
  }
}
