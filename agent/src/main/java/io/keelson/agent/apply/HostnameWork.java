package io.keelson.agent.apply;

import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.HostnameStore;
import io.keelson.agent.host.LinuxHostnameStore;
import io.keelson.agent.host.Made;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.plan.HostnamePlan;
import io.keelson.agent.record.Before;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.agent.record.Written;
import io.keelson.setting.Api;
import io.keelson.setting.Hostname;
import io.keelson.setting.SysctlName;
import io.keelson.wire.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers both places of the node's name, and lays out the steps. For the host thread. */
record HostnameWork(
    HostnameStore store, SysctlStore sysctls, FileStore files, Images images, Naming naming) {

  private static final SysctlName KERNEL_NAME = new SysctlName("kernel.hostname");

  /**
   * @param paced whether two changes have to be apart: not what is only planned, or set right again
   */
  Work of(Hostname wanted, Holdings known, boolean paced) throws Refusal, HostException {
    String current = store.current();
    Optional<FileState> file = store.file();
    HostnamePlan plan = HostnamePlan.of(wanted, current, store.kept());
    List<Step> steps = new ArrayList<>();
    if (plan.change().changed()) {
      naming.checkKubelet(wanted);
      if (paced) {
        naming.pace().check();
      }
      store.checkWritable();
      List<Undo> undos =
          List.of(
              Images.undo(
                  store.place(), file, Optional.of(LinuxHostnameStore.state(wanted.name()))),
              new Undo.Sysctl(KERNEL_NAME.text(), current));
      steps.add(new MadeStep(Hostname.KEY, undos, () -> set(wanted, file, paced)));
    }
    return new Work(
        List.of(plan.change()),
        steps,
        List.of(entry(wanted, current, images.image(store.place(), file), plan, known)),
        List.of(),
        naming.notPersistent(wanted),
        List.of());
  }

  private Made set(Hostname wanted, Optional<FileState> file, boolean paced) throws HostException {
    Made made = store.set(wanted.name(), file);
    if (paced) {
      naming.pace().changed();
    }
    return made;
  }

  private static Entry entry(
      Hostname wanted,
      String current,
      Optional<FileImage> file,
      HostnamePlan plan,
      Holdings known) {
    Before before =
        known
            .entry(Api.HOSTNAME, wanted.key())
            .map(Entry::before)
            .orElseGet(
                () ->
                    known.lost() && !plan.change().changed()
                        ? new Before.Unknown()
                        : new Before.Hostname(current, file.orElse(null)));
    return new Entry(Api.HOSTNAME, wanted.key(), before, new Written.Hostname(wanted.name()));
  }

  Work giveBack(List<Entry> back) throws HostException {
    return Work.ofEach(back, this::giveBack);
  }

  private Work giveBack(Entry entry) throws HostException {
    if (!(entry.before() instanceof Before.Hostname before)) {
      return Work.kept(Kept.backupLost(entry.key()));
    }
    String current = store.current();
    String kept = store.kept();
    Optional<FileState> file = store.file();
    Optional<FileImage> image = Optional.ofNullable(before.file());
    Optional<FileState> was = image.map(FileImage::state);
    boolean nameIsBack = current.equals(before.name());
    boolean fileIsBack = file.equals(was);
    if (!(nameIsBack && fileIsBack) && !isAsWritten(entry, current, kept)) {
      return Work.kept(Kept.changedSince(entry.key()));
    }
    if (!fileIsBack && was.isPresent() && images.isLost(was.get())) {
      return Work.kept(Kept.backupLost(entry.key()));
    }
    List<Step> steps = new ArrayList<>();
    if (!fileIsBack) {
      files.checkReplaceable(store.place());
      steps.add(images.restore(store.place(), file, image));
    }
    if (!nameIsBack) {
      sysctls.checkWritable(KERNEL_NAME);
      steps.add(new SysctlStep(sysctls, KERNEL_NAME, before.name(), current));
    }
    Change change = new Change(entry.key(), current, before.name(), !steps.isEmpty());
    return Work.given(change, steps);
  }

  private static boolean isAsWritten(Entry entry, String current, String kept) {
    return entry.written() instanceof Written.Hostname written
        && current.equals(written.name())
        && kept.equals(written.name());
  }
}
