package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.CONTENT_TOO_LARGE;
import static io.keelson.problem.ProblemCode.PATH_NOT_REGULAR;
import static io.keelson.problem.ProblemCode.PATH_PARENT_MISSING;
import static io.keelson.problem.ProblemCode.PATH_SYMLINK;

import io.keelson.agent.host.DirectoryStore;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.record.Before;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Written;
import io.keelson.setting.FilePath;
import io.keelson.wire.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lays out how files are given back. Neither the policy of today nor the refused sets are asked:
 * they say what may be put on the node, and this only takes away what was, on the word of a record
 * that only root can write. For the host thread.
 */
record FileReturn(FileStore store, DirectoryStore directories, Images images) {

  /** What is in the file's place is none that Keelson wrote. */
  static final Set<String> NOT_OURS =
      Set.of(PATH_SYMLINK, PATH_NOT_REGULAR, PATH_PARENT_MISSING, CONTENT_TOO_LARGE);

  Work of(List<Entry> back) throws HostException {
    return Work.ofEach(back, this::of);
  }

  private Work of(Entry entry) throws HostException {
    return entry.written() instanceof Written.File written
            && entry.before() instanceof Before.File before
        ? of(entry.key(), written, before)
        : Work.kept(Kept.backupLost(entry.key()));
  }

  private Work of(String key, Written.File written, Before.File before) throws HostException {
    Place place = new Place(new FilePath(key), new FilePath(written.root()));
    Optional<FileImage> image = Optional.ofNullable(before.image());
    Optional<FileState> was = image.map(FileImage::state);
    Optional<FileState> is;
    try {
      is = observe(place, was);
    } catch (HostException e) {
      if (NOT_OURS.contains(e.problem().code())) {
        return Work.kept(Kept.changedSince(key));
      }
      throw e;
    }
    if (is.equals(was)) {
      return given(key, is, was, left(before));
    }
    if (!is.equals(Optional.ofNullable(written.state()))) {
      return Work.kept(Kept.changedSince(key));
    }
    if (was.isPresent() && images.isLost(was.get())) {
      return Work.kept(Kept.backupLost(key));
    }
    store.checkReplaceable(place);
    List<Step> steps = left(before);
    steps.add(images.restore(place, is, image));
    return given(key, is, was, steps);
  }

  /** Where there is no directory and was no file, all is as it was. */
  private Optional<FileState> observe(Place place, Optional<FileState> was) throws HostException {
    try {
      return store.observe(place);
    } catch (HostException e) {
      if (FileStore.isNoDirectory(e) && was.isEmpty()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Before the file's own step: what is kept of a change is let go of from the last step on. */
  private List<Step> left(Before.File before) {
    List<Step> steps = new ArrayList<>();
    for (String directory : before.made()) {
      FilePath path = new FilePath(directory);
      steps.add(new LeftDirectoryStep(directories, path, directories.identity(path)));
    }
    return steps;
  }

  private static Work given(
      String key, Optional<FileState> is, Optional<FileState> was, List<Step> steps) {
    Change change = new Change(key, FileState.text(is), FileState.text(was), !is.equals(was));
    return Work.given(change, steps);
  }
}
