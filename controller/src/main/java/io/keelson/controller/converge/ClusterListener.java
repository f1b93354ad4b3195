package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import org.jspecify.annotations.Nullable;

/** Is told what there is in the cluster. The same may be told several times. */
public interface ClusterListener {

  /**
   * A MyKind as it is now.
   *
   * @param status what it says about itself; null when it says nothing, or nothing we understand
   * @param guarded whether it carries our finalizer
   */
  void kindSeen(MyKind kind, @Nullable MyKindStatus status, boolean guarded);

  void kindGone(String uid);

  void nodeSeen(Node node);

  void nodeGone(String name);

  /** Everything that was there at the start has been told. */
  void synced();
}
