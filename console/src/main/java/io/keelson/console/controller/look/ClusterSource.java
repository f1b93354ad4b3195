package io.keelson.console.controller.look;

import io.keelson.console.kube.UserCluster;
import io.keelson.console.kube.WatchSink;
import io.keelson.console.live.Source;
import java.util.Optional;

/** Reads from the cluster with the rights of one user. */
record ClusterSource(UserCluster cluster, Optional<String> namespace) implements Source {

  @Override
  public Optional<String> version() {
    return cluster.versionOfMyKinds(namespace.orElse(null));
  }

  @Override
  public AutoCloseable watch(String version, WatchSink sink) {
    return cluster.watchMyKinds(namespace.orElse(null), version, sink);
  }
}
