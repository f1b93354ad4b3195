package io.keelson.agent.host;

import io.keelson.agent.plan.FileState;
import java.util.Optional;

/** The node's name, in the kernel and over reboots. Only to be used on the {@link HostThread}. */
public interface HostnameStore {

  /** The name that the kernel has now. */
  String current() throws HostException;

  /** The name that the next boot will give; empty when none is kept. */
  String kept() throws HostException;

  /** The file that keeps it; empty when there is none. */
  Optional<FileState> file() throws HostException;

  /** Where that file is. */
  Place place();

  /** Fails when the name cannot be kept; changes nothing. */
  void checkWritable() throws HostException;

  /**
   * Sets both and reads both back; when this fails, both are as before.
   *
   * @param expected the file as it was observed
   */
  Made set(String name, Optional<FileState> expected) throws HostException;
}
