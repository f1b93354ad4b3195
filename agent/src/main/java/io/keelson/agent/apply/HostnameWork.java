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
              new Undo.Sysctl(KERNEL_NAME.text(), current, wanted.name()));
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

  /** Each of the two places is judged alone: who took the name over has not the file with it. */
  private Work giveBack(Entry entry) throws HostException {
    if (!(entry.before() instanceof Before.Hostname before)
        || !(entry.written() instanceof Written.Hostname written)) {
      return Work.kept(Kept.backupLost(entry.key()));
    }
    Work name = nameBack(entry, written, before.name());
    Work file = fileBack(entry, written, Optional.ofNullable(before.file()));
    if (!name.kept().isEmpty() && !file.kept().isEmpty()) {
      return name;
    }
    Work both = file.and(name);
    return name.kept().isEmpty()
        ? both.and(Work.given(change(entry, before, !both.steps().isEmpty()), List.of()))
        : both;
  }

  private Change change(Entry entry, Before.Hostname before, boolean changed) throws HostException {
    return new Change(entry.key(), store.current(), before.name(), changed);
  }

  private Work nameBack(Entry entry, Written.Hostname written, String before) throws HostException {
    String current = store.current();
    if (current.equals(before)) {
      return Work.NONE;
    }
    if (!current.equals(written.name())) {
      return Work.kept(Kept.changedSince(entry.key()));
    }
    sysctls.checkWritable(KERNEL_NAME);
    return Work.toDo(
        SysctlsStep.of(sysctls, List.of(new SysctlWrite(KERNEL_NAME, current, before))));
  }

  private Work fileBack(Entry entry, Written.Hostname written, Optional<FileImage> image)
      throws HostException {
    Optional<FileState> file = store.file();
    Optional<FileState> was = image.map(FileImage::state);
    if (file.equals(was)) {
      return Work.NONE;
    }
    if (!store.kept().equals(written.name())) {
      return Work.kept(
          Kept.changedSince(
              entry.key(), "somebody else has changed /etc/hostname since Keelson set it"));
    }
    if (was.isPresent() && images.isLost(was.get())) {
      return Work.kept(Kept.backupLost(entry.key()));
    }
    files.checkReplaceable(store.place());
    return Work.toDo(List.of(images.restore(store.place(), file, image)));
  }
}
