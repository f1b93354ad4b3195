package io.keelson.controller.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands on what an informer says: there is no difference between new and changed. */
final class Told<T extends HasMetadata> implements ResourceEventHandler<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Told.class);

  private final Consumer<T> seen;
  private final Consumer<T> gone;

  Told(Consumer<T> seen, Consumer<T> gone) {
    this.seen = seen;
    this.gone = gone;
  }

  @Override
  public void onAdd(T item) {
    tell(seen, item);
  }

  @Override
  public void onUpdate(T before, T item) {
    // Deleted and made anew while nobody watched: the list that follows shows only the new one.
    if (!Objects.equals(before.getMetadata().getUid(), item.getMetadata().getUid())) {
      tell(gone, before);
    }
    tell(seen, item);
  }

  @Override
  public void onDelete(T item, boolean finalStateUnknown) {
    tell(gone, item);
  }

  /** One object that is not as we think must not end the informer. */
  private static <T> void tell(Consumer<T> consumer, T item) {
    try {
      consumer.accept(item);
    } catch (RuntimeException e) {
      LOG.error("an object of the API server was not taken in", e);
    }
  }
}
