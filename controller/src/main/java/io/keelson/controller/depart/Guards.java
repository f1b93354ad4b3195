package io.keelson.controller.depart;

import io.keelson.controller.depart.Finalizers.Put;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.queue.Backoff;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which MyKinds carry our finalizer, and the one request that puts it on, however many nodes wait
 * for it. For any thread.
 */
public final class Guards {

  private static final Logger LOG = LoggerFactory.getLogger(Guards.class);

  private static final class Guard {
    private boolean there;
    private @Nullable CompletableFuture<Put> asked;
    private Put last = new Put.Done();
    private int failures;
    private long notBefore;
  }

  private final Map<String, Guard> guards = new HashMap<>();
  private final Finalizers finalizers;
  private final Backoff backoff;
  private final LongSupplier nanos;

  public Guards(Finalizers finalizers, Backoff backoff, LongSupplier nanos) {
    this.finalizers = finalizers;
    this.backoff = backoff;
    this.nanos = nanos;
  }

  /** What the API server has. */
  public synchronized void seen(String uid, boolean there) {
    guard(uid).there = there;
  }

  public synchronized void forget(String uid) {
    guards.remove(uid);
  }

  public synchronized boolean isThere(String uid) {
    Guard guard = guards.get(uid);
    return guard != null && guard.there;
  }

  private Guard guard(String uid) {
    return guards.computeIfAbsent(
        uid,
        unused -> {
          Guard made = new Guard();
          made.notBefore = nanos.getAsLong();
          return made;
        });
  }

  /** Puts it on; after a failure not again at once, whoever asks. */
  public CompletionStage<Put> put(MyKind kind) {
    CompletableFuture<Put> answer = new CompletableFuture<>();
    synchronized (this) {
      Guard guard = guard(kind.uid());
      if (guard.there) {
        return CompletableFuture.completedFuture(new Put.Done());
      }
      if (guard.asked != null) {
        return guard.asked;
      }
      if (nanos.getAsLong() - guard.notBefore < 0) {
        return CompletableFuture.completedFuture(guard.last);
      }
      guard.asked = answer;
    }
    asked(kind)
        .whenComplete(
            (put, fault) -> {
              Put result = fault == null ? put : new Put.Failed(fault.toString());
              took(kind, result);
              answer.complete(result);
            });
    return answer;
  }

  /** A fault before anything is sent must not look like a request that never ends. */
  private CompletionStage<Put> asked(MyKind kind) {
    try {
      return finalizers.put(kind.owner());
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Put.Failed(e.toString()));
    }
  }

  private synchronized void took(MyKind kind, Put result) {
    Guard guard = guards.get(kind.uid());
    if (guard == null) {
      return;
    }
    guard.asked = null;
    guard.last = result;
    guard.there = result instanceof Put.Done;
    guard.failures = guard.there ? 0 : guard.failures + 1;
    guard.notBefore = nanos.getAsLong();
    if (!guard.there) {
      guard.notBefore += backoff.after(guard.failures).toNanos();
    }
    if (result instanceof Put.Failed failed && guard.failures == 1) {
      LOG.warn("{}: no finalizer on it, will be tried again: {}", kind.title(), failed.why());
    }
  }
}
