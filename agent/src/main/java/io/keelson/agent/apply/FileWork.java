package io.keelson.agent.apply;

import io.keelson.agent.host.DirectoryStore;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FilePlan;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.record.Before;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.agent.record.Written;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.AbsentFile;
import io.keelson.setting.Api;
import io.keelson.setting.FilePath;
import io.keelson.setting.FileSetting;
import io.keelson.setting.ManagedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at each file's place, and lays out the steps. For the host thread. */
record FileWork(
    FileStore store, DirectoryStore directories, Images images, Supplier<Policy> policy) {

  /**
   * What was found in a file's place.
   *
   * @param missing directories that have to be made first, the topmost first
   */
  private record Seen(Optional<FileImage> image, List<FilePath> missing) {

    Optional<FileState> state() {
      return image.map(FileImage::state);
    }
  }

  Work of(List<FileSetting> wanted, Holdings known) throws Refusal {
    List<Problem> problems = new ArrayList<>();
    List<Work> works = new ArrayList<>();
    MadeDirectories made = new MadeDirectories(known.madeDirectories());
    for (int i = 0; i < wanted.size(); i++) {
      FileSetting file = wanted.get(i);
      Optional<Place> place = place(file, i, problems);
      if (place.isPresent()) {
        Refusal.collect(problems, i, () -> works.add(work(file, place.get(), known, made)));
      }
    }
    Refusal.throwIfAny(problems);
    return works.stream().reduce(Work.NONE, Work::and);
  }

  private Work work(FileSetting file, Place place, Holdings known, MadeDirectories made)
      throws HostException {
    Seen seen = see(file, place);
    FilePlan plan = FilePlan.of(file, seen.state());
    List<FilePath> missing = seen.missing().stream().filter(made::begin).toList();
    List<Step> steps = new ArrayList<>();
    missing.forEach(directory -> steps.add(making(place, directory)));
    if (plan.change().changed()) {
      steps.add(step(place, seen.state(), plan));
    }
    Before before = before(place, seen, plan, known, made);
    Written written = new Written.File(place.root().text(), plan.now().orElse(null));
    return new Work(
        List.of(plan.change()),
        steps,
        List.of(new Entry(Api.FILE, file.key(), before, written)),
        List.of(),
        missing.stream().map(FileWork::told).toList());
  }

  private static String told(FilePath directory) {
    return directory.text() + ": there was no such directory: it is made, 0755 and for root";
  }

  private Seen see(FileSetting file, Place place) throws HostException {
    try {
      Optional<FileState> observed = store.observe(place);
      store.checkReplaceable(place);
      return new Seen(images.image(place, observed), List.of());
    } catch (HostException e) {
      if (!FileStore.isNoDirectory(e)) {
        throw e;
      }
      return new Seen(Optional.empty(), missing(file, place, e));
    }
  }

  /** Where there is no directory, a file that shall not be there is not. */
  private List<FilePath> missing(FileSetting file, Place place, HostException why)
      throws HostException {
    return switch (file) {
      case AbsentFile absent -> List.of();
      case ManagedFile managed -> {
        if (!policy.get().createsParents(place.path())) {
          throw why;
        }
        yield directories.missing(place);
      }
    };
  }

  private static Before before(
      Place place, Seen seen, FilePlan plan, Holdings known, MadeDirectories made)
      throws HostException {
    Optional<Entry> held = known.entry(Api.FILE, place.path().text());
    if (held.isPresent()) {
      return held.get().before();
    }
    return known.lost() && !plan.change().changed()
        ? new Before.Unknown()
        : new Before.File(seen.image().orElse(null), made.above(place));
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

  private Step making(Place place, FilePath directory) {
    return new MadeStep(
        directory.text(),
        List.of(new Undo.MadeDirectory(directory.text())),
        () -> directories.make(place, directory));
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
}
