package io.keelson.controller.status;

import io.keelson.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * What is known about one MyKind at one moment.
 *
 * @param refusals what is wrong with the spec as a whole; then nothing is sent anywhere
 * @param targets the nodes it is for; empty when refusals leave open which these are
 * @param unknown names among Workers that no node has
 * @param outcomes by node, for those targets that have answered for this generation or are offline
 * @param owed which nodes have not given back what is no longer wanted there, and why; empty: none
 */
public record Situation(
    long generation,
    Doing doing,
    List<Problem> refusals,
    SortedSet<String> targets,
    SortedSet<String> unknown,
    Map<String, Outcome> outcomes,
    String owed) {

  /** What the spec asks to do. */
  public enum Doing {
    APPLY,
    DRY_RUN,
    READ,
    PAUSED
  }

  /** One in which nothing is to be given back. */
  public Situation(
      long generation,
      Doing doing,
      List<Problem> refusals,
      SortedSet<String> targets,
      SortedSet<String> unknown,
      Map<String, Outcome> outcomes) {
    this(generation, doing, refusals, targets, unknown, outcomes, "");
  }

  public Situation {
    refusals = List.copyOf(refusals);
    outcomes = Map.copyOf(outcomes);
  }
}
