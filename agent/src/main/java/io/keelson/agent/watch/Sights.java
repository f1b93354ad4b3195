package io.keelson.agent.watch;

import static io.keelson.problem.ProblemCode.SYSCTL_UNKNOWN;

import io.keelson.agent.apply.Host;
import io.keelson.agent.host.FileStamp;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Entry.Slot;
import io.keelson.agent.record.Written;
import io.keelson.problem.Problem;
import io.keelson.setting.FilePath;
import io.keelson.setting.SysctlName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at keys, and into files only when they may have changed. For the host thread. */
final class Sights {

  private final Host host;
  private final Map<Slot, Known<Optional<FileState>>> files = new HashMap<>();
  private Optional<Known<DropIn>> dropIn = Optional.empty();
  private Optional<DropIn> lines = Optional.empty();

  Sights(Host host) {
    this.host = host;
  }

  /** A new round begins, over these keys at most. */
  void begin(Set<Slot> held) {
    files.keySet().retainAll(held);
    lines = Optional.empty();
  }

  Sight of(Entry entry) {
    try {
      return isSo(entry) ? new Sight.Fine() : new Sight.Differs();
    } catch (HostException e) {
      return unfit(e.problem());
    }
  }

  private static Sight unfit(Problem problem) {
    return problem.code().equals(SYSCTL_UNKNOWN)
        ? new Sight.Unfit(
            problem.key()
                + ": this kernel has no such key now, its module or interface is gone: it is set again"
                + " when it is back",
            true)
        : new Sight.Unfit(problem.message(), false);
  }

  private boolean isSo(Entry entry) throws HostException {
    return switch (entry.written()) {
      case Written.Sysctl sysctl ->
          SysctlText.same(host.sysctls().read(new SysctlName(entry.key())), sysctl.value())
              && sysctl.value().equals(lines().entries().get(entry.key()));
      case Written.Hostname wanted ->
          host.hostname().current().equals(wanted.name())
              && host.hostname().kept().equals(wanted.name());
      case Written.File file -> fileOrNone(entry, file).equals(Optional.ofNullable(file.state()));
    };
  }

  private Optional<FileState> fileOrNone(Entry entry, Written.File file) throws HostException {
    try {
      return file(entry, file);
    } catch (HostException e) {
      boolean mayBeMade =
          file.state() == null || host.policy().get().createsParents(new FilePath(entry.key()));
      if (mayBeMade && FileStore.isNoDirectory(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<FileState> file(Entry entry, Written.File file) throws HostException {
    Place place = new Place(new FilePath(entry.key()), new FilePath(file.root()));
    Optional<FileStamp> stamp = host.files().stamp(place);
    if (stamp.isEmpty()) {
      return Optional.empty();
    }
    Known<Optional<FileState>> now =
        Known.of(
            Optional.ofNullable(files.get(entry.slot())),
            stamp.get(),
            () -> host.files().observe(place));
    files.put(entry.slot(), now);
    return now.value();
  }

  /** What is kept over a boot; read at most once in a round. */
  private DropIn lines() throws HostException {
    if (lines.isEmpty()) {
      lines = Optional.of(readLines());
    }
    return lines.get();
  }

  private DropIn readLines() throws HostException {
    Optional<FileStamp> stamp =
        host.dropIns().directoryExists()
            ? host.files().stamp(host.dropIns().place())
            : Optional.empty();
    if (stamp.isEmpty()) {
      return DropIn.parse("");
    }
    Known<DropIn> now =
        Known.of(dropIn, stamp.get(), () -> DropIn.parse(host.dropIns().read().orElse("")));
    dropIn = Optional.of(now);
    return now.value();
  }
}
