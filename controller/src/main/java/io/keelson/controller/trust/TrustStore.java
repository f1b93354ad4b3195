package io.keelson.controller.trust;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the authority is kept: the Secret keelson-ca, which is the record, and the ConfigMap
 * keelson-trust, which follows from it. Both are there from the beginning and are only updated.
 */
public interface TrustStore {

  /** The Secret. */
  record Kept(Map<String, String> data, String version) {

    /** Never shows what is in it. */
    @Override
    public String toString() {
      return "version " + version + " with " + data.keySet();
    }
  }

  /**
   * The ConfigMap.
   *
   * @param waitingFor how many nodes a replacement waits for, and the first of them; empty for none
   */
  record Published(Map<String, String> data, String waitingFor, String version) {}

  /**
   * Everything, read so that a ConfigMap that is written with this version follows from a Secret
   * that was there at the same time or later.
   *
   * @param kept null when there is no such Secret
   * @param published null when there is no such ConfigMap
   * @param source the data of the Secret that the authority comes from; null when none is named or
   *     there is no such Secret
   */
  record Snapshot(
      @Nullable Kept kept, @Nullable Published published, @Nullable Map<String, String> source) {

    /** True when somebody was told to believe an authority. */
    boolean namesAnAuthority() {
      return published != null && !published.data().isEmpty();
    }

    /** Never shows what is in it. */
    @Override
    public String toString() {
      return "kept " + kept;
    }
  }

  Snapshot read() throws IOException;

  /** Writes the Secret; false when it has another version than this by now. */
  boolean keep(Kept next) throws IOException;

  /** Writes the ConfigMap; false when it has another version than this by now. */
  boolean publish(Published next) throws IOException;

  /** Begins to tell that something of it has changed. */
  void watch(Runnable changed);
}
