package io.keelson.controller.converge;

import io.keelson.controller.agents.AgentClient;
import io.keelson.controller.agents.Order;
import io.keelson.controller.agents.StateAnswer;
import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Node;
import io.keelson.controller.plan.Release;
import io.keelson.controller.status.Outcome;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Agents that answer when the test says so. */
final class SlowAgents implements AgentClient {

  record Asked(Node node, CompletableFuture<StateAnswer> answer) {

    void holds(String instance, Intent.Call... calls) {
      says(instance, 0, List.of(), calls);
    }

    void obeys(String instance, long epoch) {
      says(instance, epoch, List.of());
    }

    void tells(List<AgentState.Drift> drifts, Intent.Call... calls) {
      says("i1", 0, List.of(), drifts, calls);
    }

    void says(
        String instance, long epoch, List<AgentState.Trouble> troubles, Intent.Call... calls) {
      says(instance, epoch, troubles, List.of(), calls);
    }

    private void says(
        String instance,
        long epoch,
        List<AgentState.Trouble> troubles,
        List<AgentState.Drift> drifts,
        Intent.Call... calls) {
      List<AgentState.Held> held =
          Stream.of(calls)
              .map(
                  one ->
                      new AgentState.Held(
                          one.kind().owner(),
                          one.wanted().api().path(),
                          one.kind().generation(),
                          one.wanted().digest(),
                          drifts))
              .toList();
      answer.complete(
          new StateAnswer.Known(
              new AgentState(
                  node.name(),
                  instance,
                  "boot",
                  "0.1.0",
                  epoch,
                  new AgentState.Trust("", "", ""),
                  "",
                  troubles,
                  held)));
    }

    void isSilent() {
      answer.complete(new StateAnswer.Silent("no answer"));
    }
  }

  record Sent(Node node, Intent.Call call, Order order, CompletableFuture<Outcome> answer) {

    void fails(String code) {
      answer.complete(Outcome.Failed.of(Problem.of(code, "", "so it is")));
    }

    void isLost() {
      answer.complete(new Outcome.Offline(Instant.EPOCH, "connection lost"));
    }

    void applied() {
      answer.complete(new Outcome.Applied(List.of(), List.of()));
    }
  }

  record Released(Node node, Release release, Order order, CompletableFuture<Outcome> answer) {

    void reverted() {
      answer.complete(new Outcome.Reverted(List.of(), List.of()));
    }

    void fails(String code) {
      answer.complete(Outcome.Failed.of(Problem.of(code, "", "so it is")));
    }

    void isLost() {
      answer.complete(new Outcome.Offline(Instant.EPOCH, "connection lost"));
    }
  }

  final List<Released> released = new ArrayList<>();
  final List<Asked> asked = new ArrayList<>();
  final List<Sent> sent = new ArrayList<>();

  /** What the agent of each node holds, which it says at once; the others wait for the test. */
  final Map<String, Intent.Call[]> prompt = new HashMap<>();

  /** What others changed there, of everything that it holds. */
  final Map<String, List<AgentState.Drift>> drifts = new HashMap<>();

  /** Thrown instead of sending. */
  @Nullable Error breaks;

  @Override
  public CompletionStage<StateAnswer> state(Node node) {
    Asked question = new Asked(node, new CompletableFuture<>());
    asked.add(question);
    Intent.Call[] held = prompt.get(node.name());
    if (held != null) {
      question.tells(drifts.getOrDefault(node.name(), List.of()), held);
    }
    return question.answer;
  }

  @Override
  public CompletionStage<Outcome> release(Node node, Release release, Order order) {
    released.add(new Released(node, release, order, new CompletableFuture<>()));
    return released.getLast().answer;
  }

  @Override
  public CompletionStage<Outcome> send(Node node, Intent.Call call, Order order) {
    if (breaks != null) {
      throw breaks;
    }
    sent.add(new Sent(node, call, order, new CompletableFuture<>()));
    return sent.getLast().answer;
  }
}
