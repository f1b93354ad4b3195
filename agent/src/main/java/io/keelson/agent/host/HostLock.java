package io.keelson.agent.host;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work on this node, which one process has at a time: two would each write the record
 * over what the other has changed. It is the kernel's lock (flock(2)) of {@code /var/lib/keelson},
 * so it dies with its holder, however that ends. For any thread.
 */
public final class HostLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HostLock.class);

  private static final String TAKEN =
      "another agent works on this node: this one waits until that has ended";

  private final OwnDirectory directory;
  private final CompletableFuture<Boolean> free = new CompletableFuture<>();
  private @Nullable Directory held;

  public HostLock(HostRoot root) {
    this.directory = new OwnDirectory(root, "/var/lib/keelson", 0700);
  }

  /** Tries to take it, if that is still to be done; says why nothing may be done on this node. */
  public synchronized Optional<String> obstacle() {
    Optional<String> obstacle = held == null ? take() : Optional.empty();
    if (obstacle.isEmpty()) {
      free.complete(true);
    }
    return obstacle;
  }

  /** Done when nobody else has it any more. */
  public CompletableFuture<Boolean> free() {
    return free;
  }

  private Optional<String> take() {
    try {
      return directory.use(this::take);
    } catch (HostException e) {
      // Where there cannot be such a directory, nothing is kept, and each change says why itself.
      return Optional.empty();
    }
  }

  private Optional<String> take(Directory open) throws ErrnoException {
    Directory again = open.again();
    try {
      again.lock();
      held = again;
      return Optional.empty();
    } catch (ErrnoException e) {
      again.close();
      return Optional.of(
          e.errno() == Errno.EAGAIN ? TAKEN : "/var/lib/keelson cannot be locked: " + e.words());
    }
  }

  @Override
  public synchronized void close() {
    if (held != null) {
      try {
        held.close();
      } catch (ErrnoException e) {
        LOG.warn("the lock of this node is given up when this process ends: {}", e.words());
      }
      held = null;
    }
  }
}
