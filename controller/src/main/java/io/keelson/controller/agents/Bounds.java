package io.keelson.controller.agents;

import io.keelson.controller.plan.Intent;
import io.keelson.controller.plan.Wanted;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Hostname;
import io.keelson.setting.Parameter;
import io.keelson.wire.AgentState;
import io.keelson.wire.Change;
import io.keelson.wire.Reading;
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

  /** Beside those of the parameters. */
  private static final int OTHER_PROBLEMS = 8;

  private Bounds() {}

  static List<Change> changes(Intent.Call call, List<Change> said) {
    Set<String> asked = keys(call.wanted());
    return said.stream()
        .filter(one -> asked.contains(one.key()))
        .limit(asked.size())
        .map(one -> new Change(one.key(), text(one.was()), text(one.now()), one.changed()))
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

  static Problem problem(Problem said) {
    return new Problem(
        Problem.printable(said.code()),
        Problem.printable(said.field()),
        said.key(),
        said.message());
  }

  static AgentState state(AgentState said) {
    return new AgentState(
        said.node(),
        said.instance(),
        said.bootId(),
        said.version(),
        said.epoch(),
        said.trust(),
        said.policy(),
        said.troubles().stream()
            .limit(MOST_TROUBLES)
            .map(one -> new AgentState.Trouble(text(one.code()), text(one.message())))
            .toList(),
        said.held());
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
