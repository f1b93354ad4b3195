package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOST_UNAVAILABLE;

import java.util.Optional;

/** The epoch that is kept on a node, for who has that node for itself. */
public record LockedEpochs(HostLock lock, EpochStore store) implements EpochStore {

  @Override
  public Kept read() throws HostException {
    check();
    return store.read();
  }

  @Override
  public void write(long epoch) throws HostException {
    check();
    store.write(epoch);
  }

  private void check() throws HostException {
    Optional<String> why = lock.obstacle();
    if (why.isPresent()) {
      throw new HostException(HOST_UNAVAILABLE, "", "this node is not ready: " + why.get());
    }
  }
}
