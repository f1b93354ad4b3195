package io.keelson.console.kube;

import java.util.List;

/** What became of reading a whole list. */
public sealed interface Listed<T> {

  /**
   * What was kept of each object.
   *
   * @param cut whether there are more than are read at most
   */
  record All<T>(List<T> items, boolean cut, String resourceVersion) implements Listed<T> {
    public All {
      items = List.copyOf(items);
    }
  }

  /** It could not be read: Refused or Unreachable. */
  record Failed<T>(KubeAnswer why) implements Listed<T> {}
}
