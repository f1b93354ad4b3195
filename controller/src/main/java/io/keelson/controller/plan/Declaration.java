package io.keelson.controller.plan;

import static io.keelson.problem.ProblemCode.API_UNKNOWN;
import static io.keelson.problem.ProblemCode.PARAMETERS_EMPTY;
import static io.keelson.problem.ProblemCode.PORT_MISMATCH;
import static io.keelson.problem.ProblemCode.SPEC_INVALID;

import io.keelson.api.Http;
import io.keelson.api.Http.Method;
import io.keelson.api.MyKindParameter;
import io.keelson.api.MyKindSpec;
import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Checked;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.Templates;
import io.keelson.wire.Decoded;
import io.keelson.wire.ParametersDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A MyKind after everything that needs no node is decided; made once for each generation, however
 * many nodes there are.
 */
public sealed interface Declaration {

  MyKind kind();

  /** Which nodes it is for; null when that cannot be told. */
  @Nullable Selection selection();

  /**
   * Wrong for every node: nothing is sent.
   *
   * @param selection the nodes it would be for; null when that cannot be told
   */
  record Invalid(MyKind kind, List<Problem> problems, @Nullable Selection selection)
      implements Declaration {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Being deleted: what it holds is released, and nothing else is asked for.
   *
   * @param selection the nodes it was for; null when that cannot be told
   */
  record Leaving(MyKind kind, Departure departure, @Nullable Selection selection)
      implements Declaration {}

  /**
   * Good as far as can be said without a node.
   *
   * @param selection the nodes it is for
   * @param same what every node is asked for; null when the values differ by node
   */
  record Valid(MyKind kind, MyKindSpec spec, Api api, Selection selection, @Nullable Wanted same)
      implements Declaration {

    public Mode mode() {
      return modeOf(spec);
    }

    /** What this node is asked for; never a conflict, which takes others to see. */
    Intent on(Node node) {
      if (same != null) {
        return new Intent.Call(kind, same);
      }
      List<Problem> problems = new ArrayList<>();
      List<Parameter> expanded = new ArrayList<>();
      List<MyKindParameter> parameters = spec.http().parameters();
      for (int i = 0; i < parameters.size(); i++) {
        MyKindParameter parameter = parameters.get(i);
        expand("Parameters[" + i + "].Value", parameter, node, problems, expanded);
      }
      return problems.isEmpty()
          ? switch (check(api, mode(), expanded)) {
            case Check.Good good -> new Intent.Call(kind, good.wanted());
            case Check.Bad bad -> new Intent.Refused(kind, bad.problems());
          }
          : new Intent.Refused(kind, problems);
    }

    private static void expand(
        String field,
        MyKindParameter parameter,
        Node node,
        List<Problem> problems,
        List<Parameter> expanded) {
      String value = parameter.value();
      if (value == null) {
        expanded.add(parameter.withValue(null));
        return;
      }
      switch (Templates.expand(field, parameter.key(), value, node)) {
        case Templates.Expanded.Text text -> expanded.add(parameter.withValue(text.text()));
        case Templates.Expanded.Wrong wrong -> problems.add(wrong.problem());
      }
    }
  }

  /** Decides what can be decided without a node. */
  static Declaration of(MyKind kind, int agentPort) {
    Departure departure = kind.departure();
    return departure == null
        ? wanted(kind, agentPort)
        : new Leaving(kind, departure, selectionOf(kind));
  }

  private static @Nullable Selection selectionOf(MyKind kind) {
    return kind.spec() instanceof Decoded.Value<MyKindSpec> read
        ? Selection.of(read.value())
        : null;
  }

  private static Declaration wanted(MyKind kind, int agentPort) {
    return switch (kind.spec()) {
      case Decoded.Malformed<MyKindSpec> malformed ->
          new Invalid(
              kind,
              List.of(
                  Problem.of(
                      SPEC_INVALID,
                      malformed.problem().field(),
                      "this version does not understand the spec: "
                          + malformed.problem().message())),
              null);
      case Decoded.Value<MyKindSpec> read -> of(kind, read.value(), agentPort);
    };
  }

  private static Declaration of(MyKind kind, MyKindSpec spec, int agentPort) {
    Http http = spec.http();
    Selection selection = Selection.of(spec);
    List<Problem> problems = new ArrayList<>(selection.mistakes());
    Selection told = problems.isEmpty() ? selection : null;
    if (http.port() != null && http.port() != agentPort) {
      problems.add(portMismatch(http.port(), agentPort));
    }
    Api api = Api.ofPath(http.api()).orElse(null);
    if (api == null) {
      problems.add(apiUnknown(http.api()));
      return new Invalid(kind, problems, told);
    }
    problems.addAll(kind.unsourced());
    Wanted same = null;
    if (kind.unsourced().isEmpty()
        && http.parameters().stream().noneMatch(parameter -> Templates.isIn(parameter.value()))) {
      List<Parameter> parameters =
          http.parameters().stream().map(p -> p.withValue(p.value())).toList();
      switch (check(api, modeOf(spec), parameters)) {
        case Check.Good good -> same = good.wanted();
        case Check.Bad bad -> problems.addAll(bad.problems());
      }
    }
    return problems.isEmpty()
        ? new Valid(kind, spec, api, selection, same)
        : new Invalid(kind, problems, told);
  }

  private static Problem portMismatch(long port, int agentPort) {
    return Problem.of(
        PORT_MISMATCH,
        "Http.Port",
        "Port "
            + port
            + ": the agents listen on "
            + agentPort
            + "; leave Port out or write "
            + agentPort);
  }

  private static Problem apiUnknown(String path) {
    String known = Stream.of(Api.values()).map(Api::path).collect(Collectors.joining(", "));
    return Problem.of(
        API_UNKNOWN,
        "Http.Api",
        "Api \"" + Problem.printable(path) + "\" is unknown: use " + known);
  }

  private static Mode modeOf(MyKindSpec spec) {
    if (spec.http().method() == Method.GET) {
      return Mode.READ;
    }
    return spec.dryRun() ? Mode.DRY_RUN : Mode.APPLY;
  }

  /** Parameters that passed, or why not. */
  sealed interface Check {
    record Good(Wanted wanted) implements Check {}

    record Bad(List<Problem> problems) implements Check {}
  }

  private static Check check(Api api, Mode mode, List<Parameter> parameters) {
    return mode == Mode.READ ? checkRead(api, parameters) : checkApply(api, mode, parameters);
  }

  private static Check checkApply(Api api, Mode mode, List<Parameter> parameters) {
    return switch (ParameterCheck.ofApply(api, parameters)) {
      case Checked.Valid valid ->
          new Check.Good(
              new Wanted(
                  api, mode, parameters, valid.settings(), ParametersDigest.of(api, parameters)));
      case Checked.Invalid invalid -> new Check.Bad(invalid.problems());
    };
  }

  private static Check checkRead(Api api, List<Parameter> parameters) {
    List<Problem> problems = new ArrayList<>(ParameterCheck.checkKeys(api, parameters));
    if (parameters.isEmpty() && api != Api.HOSTNAME) {
      problems.add(
          Problem.of(
              PARAMETERS_EMPTY, "Http.Parameters", "nothing to read: give the Keys to read"));
    }
    return problems.isEmpty()
        ? new Check.Good(
            new Wanted(api, Mode.READ, parameters, List.of(), ParametersDigest.of(api, parameters)))
        : new Check.Bad(problems);
  }
}
