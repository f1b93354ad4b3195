package io.keelson.controller.kube;

import static io.keelson.controller.kube.Rights.FORBIDDEN;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.keelson.controller.converge.ClusterListener;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches MyKinds and nodes and tells a listener. */
public final class Informers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Informers.class);
  private static final long PAGE = 500;

  private final SharedIndexInformer<GenericKubernetesResource> kinds;
  private final SharedIndexInformer<Node> nodes;
  private final ClusterListener listener;
  private final Rights rights;

  Informers(KubernetesClient client, Rights rights, ClusterListener listener) {
    this.listener = listener;
    this.rights = rights;
    this.kinds =
        client
            .genericKubernetesResources(MyKinds.context())
            .inAnyNamespace()
            .withLimit(PAGE)
            .runnableInformer(0);
    this.nodes = client.nodes().withLimit(PAGE).runnableInformer(0);
    nodes.itemStore(new Nodes.SmallStore());
    kinds.addEventHandler(new Told<>(this::kindSeen, kind -> kindGone(kind)));
    nodes.addEventHandler(
        new Told<>(
            node -> listener.nodeSeen(Nodes.of(node)),
            node -> listener.nodeGone(node.getMetadata().getName())));
    for (SharedIndexInformer<?> informer : List.of(kinds, nodes)) {
      informer.exceptionHandler(
          (started, fault) -> {
            interrupted(informer, fault);
            return true;
          });
    }
  }

  private void interrupted(SharedIndexInformer<?> informer, Throwable fault) {
    if (isForbidden(fault)) {
      rights.denied(rightOf(informer));
    } else {
      LOG.warn(
          "watching {} is interrupted, will be tried again: {}",
          nameOf(informer),
          fault.toString());
    }
  }

  private static boolean isForbidden(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException answer && answer.getCode() == FORBIDDEN) {
        return true;
      }
    }
    return false;
  }

  private String rightOf(SharedIndexInformer<?> informer) {
    return "list and watch " + (informer == kinds ? "mykinds of " + MyKinds.GROUP : "nodes");
  }

  private void kindSeen(GenericKubernetesResource resource) {
    listener.kindSeen(MyKinds.of(resource), MyKinds.status(resource), MyKinds.isGuarded(resource));
  }

  private void kindGone(GenericKubernetesResource resource) {
    listener.kindGone(resource.getMetadata().getUid());
  }

  private String nameOf(SharedIndexInformer<?> informer) {
    return informer == kinds ? "MyKinds" : "nodes";
  }

  /**
   * Starts watching.
   *
   * @param lost told why, once, when a watch has ended that nobody ended
   */
  public void start(Consumer<String> lost) {
    CompletableFuture<Void> kindsStarted = kinds.start().toCompletableFuture();
    CompletableFuture<Void> nodesStarted = nodes.start().toCompletableFuture();
    CompletableFuture.allOf(kindsStarted, nodesStarted)
        .whenComplete(
            (synced, fault) -> {
              if (fault == null) {
                listener.synced();
              } else {
                lost.accept("the API server cannot be watched: " + fault);
              }
            });
    for (SharedIndexInformer<?> informer : List.of(kinds, nodes)) {
      informer
          .stopped()
          .whenComplete(
              (stopped, fault) -> {
                if (fault != null) {
                  lost.accept("watching " + nameOf(informer) + " has ended: " + fault);
                }
              });
    }
  }

  /** True when both have everything that was there at the start. */
  public boolean areSynced() {
    return kinds.hasSynced() && nodes.hasSynced();
  }

  /** True while both have a watch. */
  public boolean areWatching() {
    boolean all = true;
    for (SharedIndexInformer<?> informer : List.of(kinds, nodes)) {
      if (informer.isWatching()) {
        rights.granted(rightOf(informer));
      } else {
        all = false;
      }
    }
    return all;
  }

  /** Changes whenever the API server says something, be it only a bookmark. */
  public String position() {
    return kinds.lastSyncResourceVersion() + "/" + nodes.lastSyncResourceVersion();
  }

  @Override
  public void close() {
    kinds.stop();
    nodes.stop();
  }
}
