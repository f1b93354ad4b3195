package io.keelson.agent.apply;

import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.record.Journal.Undo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lays out what has to be done to the file that keeps sysctls over boots: the last step. */
record DropInWork(DropInStore store, Optional<FileState> observed, String text, DropIn now) {

  static DropInWork read(DropInStore store) throws HostException {
    String text = store.read().orElse("");
    return new DropInWork(store, store.observe(), text, DropIn.parse(text));
  }

  /**
   * @param before what is known of the values that the keys have at a boot
   */
  Work to(DropIn next, Map<String, String> before) throws HostException {
    Optional<String> wanted =
        next.entries().isEmpty() ? Optional.empty() : Optional.of(next.text(before));
    List<String> warnings = new ArrayList<>();
    boolean isSo =
        wanted.isEmpty() ? observed.isEmpty() : observed.isPresent() && wanted.get().equals(text);
    if (isSo) {
      return new Work(List.of(), List.of(), List.of(), List.of(), warnings);
    }
    if (!now.damaged().isEmpty()) {
      warnings.add(
          "/etc/sysctl.d/%s: lines %s were not Keelson's or no longer allowed and are left out"
              .formatted(DropIn.NAME, now.damaged()));
    }
    store.checkReplaceable();
    return new Work(List.of(), steps(wanted), List.of(), List.of(), warnings);
  }

  private List<Step> steps(Optional<String> wanted) throws HostException {
    List<Step> steps = new ArrayList<>();
    if (!store.directoryExists()) {
      steps.add(new MadeStep("/etc/sysctl.d", List.of(new Undo.Directory()), store::makeDirectory));
    }
    steps.add(
        new MadeStep(
            store.place().path().text(),
            List.of(Images.undo(store.place(), observed, wanted.map(DropInStore::state))),
            () -> store.write(observed, wanted)));
    return steps;
  }
}
