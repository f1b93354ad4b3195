package io.keelson.controller.status;

import io.keelson.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * What is known about one MyKind at one moment.
 *
 * @param refusals what is wrong with the spec as a whole; then nothing is sent anywhere
 * @param targets the nodes it is for; empty when refusals leave open which these are
 * @param unknown names among Workers that no node has
 * @param outcomes by node, for those targets that have answered for what it asks now or are offline
 * @param owed which nodes have not given back what is no longer wanted there, and why; empty: none
 * @param drifts what others changed of it, by node; where it is not set right, the node has not
 *     what is asked for, whatever it answered
 */
public record Situation(
    long generation,
    Doing doing,
    List<Problem> refusals,
    SortedSet<String> targets,
    SortedSet<String> unknown,
    Map<String, Outcome> outcomes,
    String owed,
    Map<String, List<DriftedKey>> drifts) {

  /** What the spec asks to do. */
  public enum Doing {
    APPLY,
    DRY_RUN,
    READ,
    PAUSED
  }

  /** One in which nothing is to be given back and nobody has changed anything. */
  public Situation(
      long generation,
      Doing doing,
      List<Problem> refusals,
      SortedSet<String> targets,
      SortedSet<String> unknown,
      Map<String, Outcome> outcomes) {
    this(generation, doing, refusals, targets, unknown, outcomes, "", Map.of());
  }

  public Situation {
    refusals = List.copyOf(refusals);
    drifts = Map.copyOf(drifts);
    outcomes = outcomes(outcomes, drifts);
  }

  private static Map<String, Outcome> outcomes(
      Map<String, Outcome> answered, Map<String, List<DriftedKey>> drifts) {
    if (drifts.isEmpty()) {
      return Map.copyOf(answered);
    }
    Map<String, Outcome> outcomes = new HashMap<>(answered);
    drifts.forEach(
        (node, keys) ->
            outcomes.computeIfPresent(node, (name, outcome) -> DriftedKey.over(outcome, keys)));
    return Map.copyOf(outcomes);
  }
}
