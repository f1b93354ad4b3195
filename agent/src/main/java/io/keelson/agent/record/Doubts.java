package io.keelson.agent.record;

import static io.keelson.problem.ProblemCode.NODE_DIRTY;

import io.keelson.agent.plan.DropIn;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.setting.Api;
import io.keelson.setting.Hostname;
import io.keelson.wire.AgentState.Trouble;
import java.util.List;
import java.util.Optional;

/**
 * What is neither as it was nor as it should be, since a change failed and could not be taken back.
 *
 * @param undos of that change
 * @param why it could not be taken back; empty when there is no such change
 */
record Doubts(List<Undo> undos, String why) {

  static final Doubts NONE = new Doubts(List.of(), "");

  private static final String HOSTNAME_FILE = "/etc/hostname";
  private static final String KERNEL_NAME = "kernel.hostname";

  boolean arePresent() {
    return !why.isEmpty();
  }

  Optional<Trouble> trouble() {
    return arePresent()
        ? Optional.of(
            new Trouble(
                NODE_DIRTY,
                "a change failed on this node and could not be taken back, so no other is made; it is"
                    + " tried again. "
                    + why))
        : Optional.empty();
  }

  /** True when not all of it is sure to be so. */
  boolean concern(Holding holding) {
    return undos.stream().anyMatch(undo -> concerns(undo, holding));
  }

  private static boolean concerns(Undo undo, Holding holding) {
    return switch (undo) {
      case Undo.Sysctl sysctl ->
          sysctl.key().equals(KERNEL_NAME)
              ? holding.keys().contains(Hostname.KEY)
              : holding.api() == Api.SYSCTL && holding.keys().contains(sysctl.key());
      case Undo.File file ->
          holding.api() == Api.FILE && holding.keys().contains(file.path())
              || holding.api() == Api.HOSTNAME && file.path().equals(HOSTNAME_FILE)
              || holding.api() == Api.SYSCTL && file.path().endsWith("/" + DropIn.NAME);
      case Undo.Directory directory -> false;
      case Undo.MadeDirectory directory -> false;
      case Undo.LeftDirectory directory -> false;
    };
  }
}
