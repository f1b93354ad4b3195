package io.keelson.policy;

import static io.keelson.problem.ProblemCode.HOSTNAME_NOT_ALLOWED;
import static io.keelson.problem.ProblemCode.PATH_NOT_ALLOWED;
import static io.keelson.problem.ProblemCode.SYSCTL_NOT_ALLOWED;

import io.keelson.problem.Problem;
import io.keelson.setting.FileSetting;
import io.keelson.setting.Hostname;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the bindings leave one namespace on one node. */
sealed interface Grant {

  Grant EVERYTHING = new Everything();

  /** The refusal of a setting, if it is refused. */
  Optional<Problem> check(String field, Setting setting);

  /** No binding concerns the namespace. */
  record Everything() implements Grant {
    @Override
    public Optional<Problem> check(String field, Setting setting) {
      return Optional.empty();
    }
  }

  /**
   * @param bound numbers of all bindings of the namespace
   * @param fitting those of them that are for the node
   */
  record Of(String namespace, List<Integer> bound, List<Binding> fitting) implements Grant {

    @Override
    public Optional<Problem> check(String field, Setting setting) {
      if (fitting.stream().anyMatch(binding -> binding.gives(setting))) {
        return Optional.empty();
      }
      String code =
          switch (setting) {
            case Sysctl sysctl -> SYSCTL_NOT_ALLOWED;
            case FileSetting file -> PATH_NOT_ALLOWED;
            case Hostname name -> HOSTNAME_NOT_ALLOWED;
          };
      String which =
          bound.stream().map(i -> "bindings[" + i + "]").collect(Collectors.joining(", "));
      String why =
          fitting.isEmpty()
              ? "may set nothing on this node: its labels are not those of "
              : "may not set this here: it may only what is given by ";
      return Optional.of(
          new Problem(
              code,
              field,
              setting.key(),
              setting.key() + ": namespace " + namespace + " " + why + which));
    }
  }
}
