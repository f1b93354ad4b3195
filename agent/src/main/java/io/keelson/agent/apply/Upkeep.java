package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.BACKUP_LOST;

import io.keelson.agent.host.HostException;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.HostRecord;
import io.keelson.agent.record.Written;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Checked;
import io.keelson.setting.Parameter;
import io.keelson.setting.ParameterCheck;
import io.keelson.setting.Setting;
import io.keelson.wire.Owner;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Sets keys right that are held and are not as they should be, as a call would: by the same checks
 * and the policy of today, through the same journal. For the host thread.
 */
public final class Upkeep {

  private final HostRecord record;
  private final Applier applier;
  private final Host host;
  private final Images images;

  public Upkeep(HostRecord record, Applier applier, Host host) {
    this.record = record;
    this.applier = applier;
    this.host = host;
    this.images = host.images();
  }

  /** What is there is looked at once more, and overwritten only if it is still that. */
  public Outcome setRight(Entry entry) {
    try {
      Optional<Parameter> parameter = parameter(entry);
      return parameter.isPresent() ? setRight(entry, parameter.get()) : lost(entry.key());
    } catch (HostException e) {
      return new Outcome.Refused(List.of(e.problem()));
    }
  }

  private Outcome setRight(Entry entry, Parameter parameter) {
    return switch (ParameterCheck.ofApply(entry.api(), List.of(parameter))) {
      case Checked.Invalid invalid -> new Outcome.Refused(invalid.problems());
      case Checked.Valid valid -> {
        Setting setting = valid.settings().getFirst();
        List<Problem> refused = refusals(entry, setting);
        yield refused.isEmpty() ? applier.setRight(setting) : new Outcome.Refused(refused);
      }
    };
  }

  /** Why the policy lets none of its holders have it any more; empty when it lets one. */
  private List<Problem> refusals(Entry entry, Setting setting) {
    Policy now = host.policy().get();
    List<Problem> first = List.of();
    for (Owner holder : record.holdings().holders(entry.api(), entry.key())) {
      List<Problem> refused = now.check(List.of(setting), holder.namespace(), Policy.ANY_NODE);
      if (refused.isEmpty()) {
        return List.of();
      }
      first = first.isEmpty() ? refused : first;
    }
    return first;
  }

  private Optional<Parameter> parameter(Entry entry) throws HostException {
    return switch (entry.written()) {
      case Written.Sysctl sysctl -> Optional.of(Parameter.of(entry.key(), sysctl.value()));
      case Written.Hostname name -> Optional.of(Parameter.of(entry.key(), name.name()));
      case Written.File file ->
          file.state() == null
              ? Optional.of(Parameter.absent(entry.key()))
              : file(entry, file.state());
    };
  }

  private Optional<Parameter> file(Entry entry, FileState state) throws HostException {
    return images
        .find(state)
        .map(
            bytes ->
                new Parameter(
                    entry.key(),
                    Base64.getEncoder().encodeToString(bytes),
                    "%04o".formatted(state.mode()),
                    state.owner(),
                    state.group(),
                    "Base64"));
  }

  private static Outcome lost(String key) {
    return new Outcome.Refused(
        List.of(
            new Problem(
                BACKUP_LOST,
                "",
                key,
                key
                    + ": the agent has lost what it should hold: change the MyKind, or undo the change")));
  }
}
