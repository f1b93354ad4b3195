package io.keelson.agent.apply;

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

  List<String> above(Place place) {
    return place.directories().stream()
        .map(FilePath::text)
        .filter(directory -> earlier.contains(directory) || now.contains(directory))
        .toList();
  }
}
