package io.keelson.agent.plan;

import io.keelson.setting.AbsentFile;
import io.keelson.setting.FileSetting;
import io.keelson.setting.ManagedFile;
import io.keelson.wire.Change;
import java.util.Optional;

/**
 * What has to change so that a file is as wanted.
 *
 * @param now what it shall be, with owner and group filled in; empty when it shall not be there
 */
public record FilePlan(FileSetting wanted, Optional<FileState> now, Change change) {

  /**
   * @param observed the file as it is; empty when there is none
   */
  public static FilePlan of(FileSetting wanted, Optional<FileState> observed) {
    Optional<FileState> now =
        switch (wanted) {
          case ManagedFile file -> Optional.of(state(file, observed));
          case AbsentFile absent -> Optional.empty();
        };
    Change change =
        new Change(
            wanted.key(), FileState.text(observed), FileState.text(now), !now.equals(observed));
    return new FilePlan(wanted, now, change);
  }

  private static FileState state(ManagedFile wanted, Optional<FileState> observed) {
    return new FileState(
        wanted.content().checksum(),
        wanted.mode().bits(),
        wanted.owner().orElse(observed.map(FileState::owner).orElse(0L)),
        wanted.group().orElse(observed.map(FileState::group).orElse(0L)),
        wanted.content().size());
  }
}
