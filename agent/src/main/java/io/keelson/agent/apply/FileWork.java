package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.CONTENT_TOO_LARGE;
import static io.keelson.problem.ProblemCode.PATH_NOT_REGULAR;
import static io.keelson.problem.ProblemCode.PATH_PARENT_MISSING;
import static io.keelson.problem.ProblemCode.PATH_SYMLINK;

import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FilePlan;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.record.Before;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.Written;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.AbsentFile;
import io.keelson.setting.Api;
import io.keelson.setting.FilePath;
import io.keelson.setting.FileSetting;
import io.keelson.setting.ManagedFile;
import io.keelson.wire.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Looks at each file's place, and lays out the steps. For the host thread. */
record FileWork(FileStore store, Images images, Supplier<Policy> policy) {

  /** What is in the file's place is none that Keelson wrote. */
  private static final Set<String> NOT_OURS =
      Set.of(PATH_SYMLINK, PATH_NOT_REGULAR, PATH_PARENT_MISSING, CONTENT_TOO_LARGE);

  Work of(List<FileSetting> wanted, Holdings known) throws Refusal {
    List<Problem> problems = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      FileSetting file = wanted.get(i);
      Optional<Place> allowed = place(file, i, problems);
      if (allowed.isEmpty()) {
        continue;
      }
      Place place = allowed.get();
      Refusal.collect(
          problems,
          i,
          () -> {
            Optional<FileState> observed = observe(file, place);
            FilePlan plan = FilePlan.of(file, observed);
            changes.add(plan.change());
            entries.add(entry(place, images.image(place, observed), plan, known));
            if (plan.change().changed()) {
              steps.add(step(place, observed, plan));
            }
          });
    }
    Refusal.throwIfAny(problems);
    return new Work(changes, steps, entries, List.of(), List.of());
  }

  /** Where there is no directory, a file that shall not be there is not. */
  private Optional<FileState> observe(FileSetting file, Place place) throws HostException {
    try {
      Optional<FileState> observed = store.observe(place);
      store.checkReplaceable(place);
      return observed;
    } catch (HostException e) {
      if (file instanceof AbsentFile && FileStore.isNoDirectory(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Entry entry(
      Place place, Optional<FileImage> observed, FilePlan plan, Holdings known) {
    Before before =
        known
            .entry(Api.FILE, place.path().text())
            .map(Entry::before)
            .orElseGet(
                () ->
                    known.lost() && !plan.change().changed()
                        ? new Before.Unknown()
                        : new Before.File(observed.orElse(null)));
    return new Entry(
        Api.FILE,
        place.path().text(),
        before,
        new Written.File(place.root().text(), plan.now().orElse(null)));
  }

  /** The policy may have changed since the request was admitted. */
  private Optional<Place> place(FileSetting file, int parameter, List<Problem> problems) {
    Policy now = policy.get();
    now.checkRead(file.path())
        .ifPresent(
            problem ->
                problems.add(
                    new Problem(
                        problem.code(),
                        "parameters[" + parameter + "].key",
                        problem.key(),
                        problem.message())));
    return now.rootOf(file.path()).map(root -> new Place(file.path(), root));
  }

  private Step step(Place place, Optional<FileState> observed, FilePlan plan) {
    return new MadeStep(
        place.path().text(),
        List.of(Images.undo(place, observed, plan.now())),
        () ->
            switch (plan.wanted()) {
              case ManagedFile file ->
                  store.replace(place, observed, file.content().bytes(), plan.now().orElseThrow());
              case AbsentFile absent -> store.remove(place, observed.orElseThrow());
            });
  }

  /**
   * Neither the policy of today nor the refused sets are asked: they say what may be put on the
   * node, and this only takes away what was, on the word of a record that only root can write.
   */
  Work giveBack(List<Entry> back) throws HostException {
    return Work.ofEach(back, this::giveBack);
  }

  private Work giveBack(Entry entry) throws HostException {
    if (!(entry.written() instanceof Written.File written)
        || !(entry.before() instanceof Before.File before)) {
      return Work.kept(Kept.backupLost(entry.key()));
    }
    Place place = new Place(new FilePath(entry.key()), new FilePath(written.root()));
    Optional<FileImage> image = Optional.ofNullable(before.image());
    Optional<FileState> was = image.map(FileImage::state);
    Optional<FileState> is;
    try {
      is = store.observe(place);
    } catch (HostException e) {
      if (FileStore.isNoDirectory(e) && was.isEmpty()) {
        return given(entry, was, was, List.of());
      }
      if (NOT_OURS.contains(e.problem().code())) {
        return Work.kept(Kept.changedSince(entry.key()));
      }
      throw e;
    }
    if (is.equals(was)) {
      return given(entry, is, was, List.of());
    }
    if (!is.equals(Optional.ofNullable(written.state()))) {
      return Work.kept(Kept.changedSince(entry.key()));
    }
    if (was.isPresent() && images.isLost(was.get())) {
      return Work.kept(Kept.backupLost(entry.key()));
    }
    store.checkReplaceable(place);
    return given(entry, is, was, List.of(images.restore(place, is, image)));
  }

  private static Work given(
      Entry entry, Optional<FileState> is, Optional<FileState> was, List<Step> steps) {
    Change change =
        new Change(entry.key(), FileState.text(is), FileState.text(was), !steps.isEmpty());
    return Work.given(change, steps);
  }
}
