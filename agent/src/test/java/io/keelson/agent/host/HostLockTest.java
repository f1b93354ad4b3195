package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.AgentJvm;
import io.keelson.testing.HostDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLockTest {

  @TempDir private Path root;
  @TempDir private Path work;

  @BeforeEach
  void host() throws IOException {
    HostDirectory.in(root);
  }

  private HostLock lock() {
    return new HostLock(HostRoot.of(root));
  }

  @Test
  @DisplayName("N-22: one after the other")
  void isHeldByOneAtATime() {
    try (HostLock first = lock();
        HostLock second = lock()) {
      assertThat(first.obstacle()).isEmpty();
      assertThat(first.obstacle()).as("asked again").isEmpty();
      assertThat(second.obstacle()).hasValueSatisfying(HostLockTest::saysSo);
      assertThat(second.free()).isNotDone();
      first.close();
      assertThat(second.obstacle()).isEmpty();
      assertThat(second.free()).isDone();
      assertThat(first.obstacle()).isPresent();
    }
  }

  private static void saysSo(String why) {
    assertThat(why).contains("another agent works on this node");
  }

  @Test
  @DisplayName("N-22: the lock dies with its holder, however that ends")
  void diesWithItsHolder() throws Exception {
    try (HostLock lock = lock()) {
      try (AgentJvm holder = AgentJvm.start(Holder.class, work, root.toString())) {
        await().until(() -> holder.output().contains("held"));
        assertThat(lock.obstacle()).hasValueSatisfying(HostLockTest::saysSo);
      }
      assertThat(lock.obstacle()).isEmpty();
    }
  }

  /** Holds it until it is killed. */
  static final class Holder {

    private Holder() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
      HostLock lock = new HostLock(HostRoot.of(Path.of(arguments[0])));
      System.out.println(lock.obstacle().orElse("held"));
      Thread.currentThread().join();
    }
  }

  @Test
  void hindersNobodyWhereNothingCanBeKept() {
    try (HostLock lock = new HostLock(HostRoot.of(work))) {
      assertThat(lock.obstacle()).isEmpty();
    }
  }
}
