package io.keelson.agent.record;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The answers of calls that were carried out, by idempotency key, for a caller to whom the answer
 * was lost. They are given again without a look at the fence: the effect has happened, so the
 * answer is the truth about that call, whatever epoch came after it, and giving it changes nothing.
 * A call that was not carried out leaves nothing here: when it comes again, everything is asked
 * again, the fence too. For any thread.
 */
public final class Answers {

  /** The caller asks again within seconds, or not at all. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int MOST = 256;

  /** An answer may have hundreds of kilobytes, and the heap has 32 MiB. */
  private static final long MOST_BYTES = 1024 * 1024;

  /** What is known of a key. */
  public sealed interface Claim {

    /** Never seen: to be carried out, and then to be ended with its answer or its failure. */
    record Fresh(String key, CompletableFuture<byte[]> answer) implements Claim {}

    /** Under way or carried out. */
    record Known(CompletableFuture<byte[]> answer) implements Claim {}

    /** Another request had this key. */
    record Mismatch() implements Claim {}
  }

  private record Entry(String digest, CompletableFuture<byte[]> answer, long since, int bytes) {}

  private final LongSupplier nanos;

  /** Eldest first. Those under way are as few as the host thread lets wait. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private long bytes;

  public Answers() {
    this(System::nanoTime);
  }

  Answers(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * @param digest of everything that was asked for
   */
  public synchronized Claim claim(String key, String digest) {
    trim();
    Entry known = entries.get(key);
    if (known == null) {
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      entries.put(key, new Entry(digest, answer, nanos.getAsLong(), 0));
      return new Claim.Fresh(key, answer);
    }
    return known.digest.equals(digest) ? new Claim.Known(known.answer) : new Claim.Mismatch();
  }

  /** The call was carried out; everybody who asked is answered. */
  public void done(Claim.Fresh call, byte[] body) {
    synchronized (this) {
      Entry begun = entries.remove(call.key);
      if (begun != null) {
        entries.put(
            call.key, new Entry(begun.digest, begun.answer, nanos.getAsLong(), body.length));
        bytes += body.length;
        trim();
      }
    }
    call.answer.complete(body);
  }

  /** The call was not carried out; everybody who asked is told, and the key is free again. */
  public void failed(Claim.Fresh call, Throwable reason) {
    synchronized (this) {
      entries.remove(call.key);
    }
    call.answer.completeExceptionally(reason);
  }

  private void trim() {
    long now = nanos.getAsLong();
    Iterator<Entry> eldest = entries.values().iterator();
    while (eldest.hasNext()) {
      Entry entry = eldest.next();
      boolean carriedOut = entry.bytes > 0;
      boolean old = now - entry.since > LONGEST.toNanos();
      if (carriedOut && (old || entries.size() > MOST || bytes > MOST_BYTES)) {
        bytes -= entry.bytes;
        eldest.remove();
      }
    }
  }
}
