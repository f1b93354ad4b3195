package io.keelson.agent.host;

import io.keelson.setting.FilePath;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a file is, and the allowed directory above it whose file system it must be on.
 *
 * @param root an ancestor of the path
 */
public record Place(FilePath path, FilePath root) {

  public Place {
    if (!path.isBelow(root)) {
      throw new IllegalArgumentException("not below its root");
    }
  }

  String name() {
    return path.names().getLast();
  }

  /** The directories above it, the topmost first. */
  public List<FilePath> directories() {
    List<FilePath> directories = new ArrayList<>();
    String text = "";
    for (String name : parents()) {
      text += "/" + name;
      directories.add(new FilePath(text));
    }
    return directories;
  }

  /** Names of the directories from the host's root down. */
  List<String> parents() {
    return path.names().subList(0, path.names().size() - 1);
  }
}
