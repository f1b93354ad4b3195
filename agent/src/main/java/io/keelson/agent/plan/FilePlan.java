package io.keelson.agent.plan;

import io.keelson.setting.ManagedFile;
import io.keelson.wire.Change;
import java.util.Optional;

/**
 * What has to change so that a file is as wanted.
 *
 * @param now what it shall be, with owner and group filled in
 */
public record FilePlan(ManagedFile file, FileState now, Change change) {

  /**
   * @param observed the file as it is; empty when there is none
   */
  public static FilePlan of(ManagedFile wanted, Optional<FileState> observed) {
    FileState now =
        new FileState(
            wanted.content().checksum(),
            wanted.mode().bits(),
            wanted.owner().orElse(observed.map(FileState::owner).orElse(0L)),
            wanted.group().orElse(observed.map(FileState::group).orElse(0L)),
            wanted.content().size());
    boolean fits = observed.filter(now::equals).isPresent();
    String was = observed.map(FileState::text).orElse(FileState.ABSENT);
    return new FilePlan(wanted, now, new Change(wanted.key(), was, now.text(), !fits));
  }
}
