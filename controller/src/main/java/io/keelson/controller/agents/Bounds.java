package io.keelson.controller.agents;

import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Wanted;
import io.keelson.controller.status.Remarks;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Hostname;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.wire.AgentState;
import io.keelson.wire.Change;
import io.keelson.wire.Reading;
import io.keelson.wire.Report;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an answer: as much as an honest agent has to say about what was asked, in
 * printable text. It is kept for each MyKind, so that a fallen node could else fill the
 * controller's memory, and shown to people. Pure.
 */
final class Bounds {

  /** More are never shown. */
  private static final int MOST_WARNINGS = 32;

  /** An honest agent has fewer kinds; each is an Event. */
  private static final int MOST_TROUBLES = 8;

  /** As many as one Api has parameters; an owner that leaves has one Api but for a moment. */
  private static final int MOST_GIVEN_BACK = 2 * ParameterCheck.MOST_PARAMETERS;

  /** An honest agent has as many as there are MyKinds for its node, and some of before. */
  private static final int MOST_HELD = 1000;

  private static final int LONGEST_NAME = 253;

  /** Beside those of the parameters. */
  private static final int OTHER_PROBLEMS = 8;

  private Bounds() {}

  /** Those of what was asked for, and then of what was given back instead. */
  static List<Change> changes(Intent.Call call, List<Change> said) {
    Set<String> asked = keys(call.wanted());
    Stream<Change> answers =
        said.stream()
            .filter(one -> asked.contains(one.key()))
            .limit(asked.size())
            .map(one -> change(one.key(), one));
    List<Change> others = said.stream().filter(one -> !asked.contains(one.key())).toList();
    return Stream.concat(answers, givenBack(others).stream()).toList();
  }

  static List<Change> givenBack(List<Change> said) {
    return said.stream().limit(MOST_GIVEN_BACK).map(one -> change(text(one.key()), one)).toList();
  }

  private static Change change(String key, Change said) {
    return new Change(key, text(said.was()), text(said.now()), said.changed());
  }

  static Remarks remarks(Report said) {
    return new Remarks(
        warnings(said.warnings()), remarked(said.kept()), remarked(said.notPersistent()));
  }

  private static List<Problem> remarked(List<Problem> said) {
    return said.stream()
        .limit(MOST_GIVEN_BACK)
        .map(
            one ->
                new Problem(
                    text(one.code()), text(one.field()), text(one.key()), text(one.message())))
        .toList();
  }

  static List<Reading.Value> values(Intent.Call call, List<Reading.Value> said) {
    Set<String> asked = keys(call.wanted());
    return said.stream()
        .filter(one -> asked.contains(one.key()))
        .limit(asked.size())
        .map(
            one ->
                new Reading.Value(
                    one.key(), textOf(one.value()), textOf(one.code()), textOf(one.message())))
        .toList();
  }

  static List<String> warnings(List<String> said) {
    return said.stream().limit(MOST_WARNINGS).map(Bounds::text).toList();
  }

  /** Each parameter may be wrong in one way, and not be taken back in another. */
  static List<Problem> problems(Intent.Call call, List<Problem> said) {
    return said.stream()
        .limit(2L * call.wanted().parameters().size() + OTHER_PROBLEMS)
        .map(Bounds::problem)
        .toList();
  }

  static List<Problem> problems(List<Problem> said) {
    return said.stream().limit(OTHER_PROBLEMS).map(Bounds::problem).toList();
  }

  static Problem problem(Problem said) {
    return new Problem(
        Problem.printable(said.code()),
        Problem.printable(said.field()),
        said.key(),
        said.message());
  }

  static AgentState state(AgentState said) {
    return said.with(
        said.troubles().stream()
            .limit(MOST_TROUBLES)
            .map(one -> new AgentState.Trouble(text(one.code()), text(one.message())))
            .toList(),
        said.held().stream().filter(Bounds::isUsual).limit(MOST_HELD).map(Bounds::held).toList());
  }

  private static AgentState.Held held(AgentState.Held said) {
    return said.drifts().isEmpty()
        ? said
        : new AgentState.Held(
            said.owner(),
            said.api(),
            said.generation(),
            said.digest(),
            said.drifts().stream()
                .limit(ParameterCheck.MOST_PARAMETERS)
                .map(Bounds::drift)
                .toList());
  }

  private static AgentState.Drift drift(AgentState.Drift said) {
    return new AgentState.Drift(
        text(said.key()),
        said.repairs(),
        Problem.printable(said.last()),
        said.repaired(),
        said.contested(),
        text(said.message()));
  }

  /** What no API server would name so is nobody's. */
  private static boolean isUsual(AgentState.Held said) {
    return said.owner().uid().length() <= LONGEST_NAME
        && said.owner().namespace().length() <= LONGEST_NAME
        && said.owner().name().length() <= LONGEST_NAME
        && said.owner().created().length() <= LONGEST_NAME
        && said.api().length() <= LONGEST_NAME
        && said.digest().length() <= LONGEST_NAME;
  }

  /** The host name is read without a key. */
  private static Set<String> keys(Wanted wanted) {
    return Stream.concat(
            wanted.parameters().stream().map(Parameter::key),
            wanted.api() == Api.HOSTNAME ? Stream.of(Hostname.KEY) : Stream.of())
        .collect(Collectors.toSet());
  }

  private static String text(String said) {
    return Problem.printableMessage(said);
  }

  private static @Nullable String textOf(@Nullable String said) {
    return said == null ? null : text(said);
  }
}
