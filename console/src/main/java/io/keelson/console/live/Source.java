package io.keelson.console.live;

import io.keelson.console.kube.WatchSink;
import io.keelson.console.service.User;
import java.util.Optional;

/** MyKinds of one namespace, or of all, with the rights of one user. */
public interface Source {

  /** The version of the list as it is now; empty when it cannot be read. */
  Optional<String> version();

  /**
   * Tells what changes after a version, until it is closed or has ended.
   *
   * @param version resourceVersion of a list, or of an object that a watch told of
   */
  AutoCloseable watch(String version, WatchSink sink);

  /** Gives sources. */
  @FunctionalInterface
  interface Sources {

    /**
     * Made with the rights of this user.
     *
     * @param namespace absent: all
     */
    Source of(User user, Optional<String> namespace);
  }
}
