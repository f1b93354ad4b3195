package io.keelson.agent.apply;

import io.keelson.agent.host.DirectoryStore;
import io.keelson.agent.host.FileErrors;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.setting.FilePath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directories that were made for files, and those that one call makes. Each file below one
 * knows it, since the last of them to go takes it along. For one thread.
 */
final class MadeDirectories {

  private final Set<String> earlier;
  private final Set<String> now = new HashSet<>();

  MadeDirectories(Set<String> earlier) {
    this.earlier = Set.copyOf(earlier);
  }

  /** True for the first file of the call that needs it. */
  boolean begin(FilePath directory) {
    return now.add(directory.text());
  }

  /** The topmost first. */
  List<String> above(Place place) throws HostException {
    List<String> above =
        place.path().above().stream()
            .filter(directory -> earlier.contains(directory) || now.contains(directory))
            .toList();
    if (above.size() > DirectoryStore.MOST) {
      throw FileErrors.tooDeep(place);
    }
    return above;
  }
}
