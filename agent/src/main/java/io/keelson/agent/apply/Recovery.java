package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.SYSCTL_UNKNOWN;

import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.record.Fence;
import io.keelson.agent.record.HostRecord;
import io.keelson.agent.record.Journal;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.problem.Problem;
import io.keelson.setting.FilePath;
import io.keelson.setting.SysctlName;
import io.keelson.wire.Change;
import io.keelson.wire.Owner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what a change that did not come to its end has left, by its journal: after a crash, or
 * when taking back failed. Only what is not as it was is touched, so it may be done again and
 * again. For the host thread.
 */
public final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final HostRecord record;
  private final Host host;
  private final Fence fence;
  private final Told told;
  private boolean ready;

  /** Whom it is told what was taken back. */
  public interface Told {

    /**
     * @param owner for whom the change was; empty when nobody asked for it
     * @param changes from what was found to what was there before the change
     */
    void takenBack(Optional<Owner> owner, List<Change> changes);
  }

  public Recovery(HostRecord record, Host host, Fence fence, Told told) {
    this.record = record;
    this.host = host;
    this.fence = fence;
    this.told = told;
  }

  /** Recovers what is to be recovered; says why nothing may be changed if that is not done. */
  public Optional<Problem> obstacle() {
    if (ready && !record.isDirty()) {
      return Optional.empty();
    }
    Optional<Problem> unknown = record.learn();
    if (unknown.isPresent()) {
      return unknown;
    }
    if (!ready) {
      fence.recall(record.holdings().marks());
      ready = true;
    }
    return recover();
  }

  private Optional<Problem> recover() {
    record.toSweep().reversed().forEach(this::sweep);
    Optional<Journal> open = record.open();
    if (open.isEmpty() && !record.isInDoubt()) {
      return Optional.empty();
    }
    try {
      record.settle();
      if (open.isPresent()) {
        takeBack(open.get());
      }
      record.undone();
      LOG.info("what a change had left was taken back");
    } catch (HostException e) {
      LOG.error("what a change had left cannot be taken back: {}", e.getMessage());
      record.dirty(e.problem().message());
    }
    return record.doubt();
  }

  /** The last step first; as much as can be, even if one cannot. */
  private void takeBack(Journal journal) throws HostException {
    HostException first = null;
    List<Change> changes = new ArrayList<>();
    boolean sysctlsAreBack = false;
    for (Undo undo : journal.undos().reversed()) {
      try {
        if (!(undo instanceof Undo.Sysctl)) {
          takeBack(undo).ifPresent(changes::add);
        } else if (!sysctlsAreBack) {
          sysctlsAreBack = true;
          takeBackSysctls(journal.undos(), changes);
        }
      } catch (HostException e) {
        first = first == null ? e : first;
      }
    }
    told.takenBack(Optional.ofNullable(journal.owner()), changes);
    if (first != null) {
      throw first;
    }
  }

  /** What was changed by that; nothing of directories is told. */
  private Optional<Change> takeBack(Undo undo) throws HostException {
    return switch (undo) {
      // With all the others, since they may bound each other.
      case Undo.Sysctl sysctl -> Optional.empty();
      case Undo.File file -> takeBack(file);
      case Undo.Directory directory -> {
        host.dropIns().removeDirectory();
        yield Optional.empty();
      }
      case Undo.MadeDirectory made -> {
        host.directories().takeBack(new FilePath(made.path()));
        yield Optional.empty();
      }
      // It was to go only after the change.
      case Undo.LeftDirectory left -> Optional.empty();
    };
  }

  private void takeBackSysctls(List<Undo> undos, List<Change> changes) throws HostException {
    Map<SysctlName, String> wanted = new LinkedHashMap<>();
    Map<SysctlName, String> found = new LinkedHashMap<>();
    for (Undo undo : undos.reversed()) {
      if (undo instanceof Undo.Sysctl sysctl) {
        look(sysctl, wanted, found);
      }
    }
    try {
      Settling.takeBack(host.sysctls(), wanted);
    } finally {
      wanted.forEach((name, was) -> change(name, found.get(name), was).ifPresent(changes::add));
    }
  }

  private void look(
      Undo.Sysctl undo, Map<SysctlName, String> wanted, Map<SysctlName, String> found) {
    SysctlName name = new SysctlName(undo.key());
    try {
      String is = host.sysctls().read(name);
      if (isLeftByUs(undo, is)) {
        wanted.put(name, undo.was());
        found.put(name, is);
      } else {
        LOG.warn("{} was changed by somebody else since: it is left as it is", undo.key());
      }
    } catch (HostException e) {
      // The module that brought it may be gone, and its value with it.
      if (!e.problem().code().equals(SYSCTL_UNKNOWN)) {
        wanted.put(name, undo.was());
      }
    }
  }

  /** What is neither as it was nor as the change makes it is somebody else's. */
  private static boolean isLeftByUs(Undo.Sysctl undo, String is) {
    String now = undo.now();
    // Nothing at all is a write that came no further.
    return is.isEmpty()
        || now == null
        || SysctlText.same(is, now)
        || SysctlText.same(is, undo.was());
  }

  private Optional<Change> change(SysctlName name, @Nullable String found, String was) {
    if (found == null || SysctlText.same(found, was)) {
      return Optional.empty();
    }
    try {
      return SysctlText.same(host.sysctls().read(name), was)
          ? Optional.of(
              new Change(name.text(), SysctlText.canonical(found), SysctlText.canonical(was), true))
          : Optional.empty();
    } catch (HostException e) {
      // Whatever it has now, it was not taken back.
      return Optional.empty();
    }
  }

  private Optional<Change> takeBack(Undo.File undo) throws HostException {
    Optional<Change> made = Optional.empty();
    Place place = Images.placeOf(undo);
    try {
      Optional<FileState> is = host.files().observe(place);
      Optional<FileState> was = Optional.ofNullable(undo.was()).map(FileImage::state);
      if (is.equals(Optional.ofNullable(undo.now())) && !is.equals(was)) {
        restore(place, undo, is);
        made = Optional.of(new Change(undo.path(), FileState.text(is), FileState.text(was), true));
      } else if (!is.equals(was)) {
        LOG.warn("{} was changed by somebody else since: it is left as it is", undo.path());
      }
      sweep(undo);
    } catch (HostException e) {
      if (!FileReturn.NOT_OURS.contains(e.problem().code())) {
        throw e;
      }
      LOG.warn("{} was changed by somebody else since: it is left as it is", undo.path());
    }
    return made;
  }

  private void restore(Place place, Undo.File undo, Optional<FileState> is) throws HostException {
    FileImage was = undo.was();
    if (was == null) {
      var unused = host.files().remove(place, is.orElseThrow()).keep();
      return;
    }
    byte[] bytes = undo.bytes() != null ? undo.bytes() : host.images().needed(place, was.state());
    var unused = host.files().restore(place, is, bytes, was).keep();
  }

  /** It may have gone already, and another one of its name have been made by somebody else. */
  private void sweep(Undo.LeftDirectory left) throws HostException {
    if (left.identity() != null) {
      host.directories().removeUnused(new FilePath(left.path()), left.identity());
    }
  }

  /** As a change that has happened is ended: the last step first. */
  private void sweep(Undo undo) {
    try {
      switch (undo) {
        case Undo.File file -> host.files().sweep(Images.placeOf(file));
        case Undo.LeftDirectory left -> sweep(left);
        case Undo.Sysctl sysctl -> {}
        case Undo.Directory directory -> {}
        case Undo.MadeDirectory made -> {}
      }
    } catch (HostException e) {
      // With its directory all that was left beside a file has gone.
      if (!FileStore.isNoDirectory(e)) {
        LOG.warn("cannot look for what a change left behind: {}", e.getMessage());
      }
    }
  }
}
