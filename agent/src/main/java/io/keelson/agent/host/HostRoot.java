package io.keelson.agent.host;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the host's files begin, and who is told of each change before it is made there. For any
 * thread.
 */
public record HostRoot(Path path, Tap tap) {

  /** Hears of each system call that is about to change something. */
  public interface Tap {

    /** Nobody listens. */
    Tap NONE = (call, descriptor, name, to) -> {};

    /**
     * A test fails here in place of the kernel, or dies.
     *
     * @param call such as {@code rename}
     * @param descriptor of the directory, or of the file when there is no name
     * @param name in the directory
     * @param to the new name of what gets one
     */
    void before(String call, int descriptor, String name, String to) throws ErrnoException;
  }

  public static HostRoot of(Path path) {
    return new HostRoot(path, Tap.NONE);
  }

  Directory open() throws ErrnoException {
    return Directory.root(this);
  }

  /** The directory at the end of these names, one after the other. */
  Directory open(List<String> names) throws ErrnoException {
    Directory current = open();
    for (String name : names) {
      try (Directory parent = current) {
        current = parent.child(name);
      }
    }
    return current;
  }
}
