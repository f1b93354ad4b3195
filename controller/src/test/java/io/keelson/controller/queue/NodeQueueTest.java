package io.keelson.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.queue.NodeQueue.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class NodeQueueTest {

  private record Run(String node, Consumer<Verdict> done) {}

  private final FakeTime time = new FakeTime();
  private final List<Run> runs = new ArrayList<>();

  /** The longest pause that the jitter allows. */
  private final RandomGenerator longest =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public double nextDouble() {
          return 0.999_999;
        }
      };

  private final NodeQueue queue =
      new NodeQueue(
          (node, done) -> runs.add(new Run(node, done)),
          Runnable::run,
          time,
          Backoff.standard(longest));

  private void end(int run, Verdict verdict) {
    runs.get(run).done.accept(verdict);
  }

  @Test
  void runsAtOnceAndOnlyOnceAtATimeForANode() {
    queue.wake("node1");
    queue.wake("node1");
    queue.wake("node1");
    queue.wake("node2");

    assertThat(runs).extracting(Run::node).containsExactly("node1", "node2");
  }

  @Test
  @DisplayName("H-14: what came too soon comes again each 5 s, and is no failure")
  void whatCameTooSoonComesAgainSoon() {
    queue.wake("node1");
    end(0, Verdict.RETRY);
    time.pass(Duration.ofSeconds(1));
    for (int run = 1; run < 8; run++) {
      end(run, Verdict.SOON);
      time.pass(Duration.ofSeconds(5).minusMillis(1));
      assertThat(runs).hasSize(run + 1);
      time.pass(Duration.ofMillis(1));
      assertThat(runs).hasSize(run + 2);
    }
    end(8, Verdict.RETRY);
    time.pass(Duration.ofSeconds(1));
    assertThat(runs).as("the first failure since").hasSize(10);
  }

  @Test
  void runsOnceMoreForAllThatCameWhileItRan() {
    queue.wake("node1");
    queue.wake("node1");
    queue.wake("node1");
    end(0, Verdict.DONE);
    end(1, Verdict.DONE);

    assertThat(runs).hasSize(2);
    assertThat(queue.running()).isZero();
    assertThat(queue.pausing()).isZero();
  }

  /** */
  @Test
  void pausesGrowToFiveMinutesAndOthersAreNotDelayed() {
    queue.wake("node1");
    List<Duration> expected =
        List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300).stream()
            .map(Duration::ofSeconds)
            .toList();
    for (int i = 0; i < expected.size(); i++) {
      end(i, Verdict.RETRY);
      time.pass(expected.get(i).minusMillis(10));
      assertThat(runs).as("before pause %s ends", i).hasSize(i + 1);
      time.pass(Duration.ofMillis(10));
      assertThat(runs).as("after pause %s", i).hasSize(i + 2);
    }
    queue.wake("node2");
    assertThat(runs.getLast().node).isEqualTo("node2");
  }

  @Test
  void aChangeEndsAPauseAndTheOldPauseIsForgotten() {
    queue.wake("node1");
    end(0, Verdict.RETRY);
    queue.wake("node1");
    end(1, Verdict.DONE);

    time.pass(Duration.ofMinutes(10));

    assertThat(runs).hasSize(2);
  }

  @Test
  void pausesBeginSmallAgainForANodeThatIsBack() {
    queue.wake("node1");
    for (int i = 0; i < 8; i++) {
      end(i, Verdict.RETRY);
      time.pass(Duration.ofMinutes(5));
    }
    end(8, Verdict.RETRY);
    queue.wakeFresh("node1");
    end(9, Verdict.RETRY);

    time.pass(Duration.ofSeconds(1));

    assertThat(runs).hasSize(11);
  }

  /** P-15. */
  @Test
  void aFaultInTheWorkOfOneNodeIsTriedAgain() {
    List<String> tried = new ArrayList<>();
    NodeQueue faulty =
        new NodeQueue(
            (node, done) -> {
              tried.add(node);
              throw new IllegalStateException("for the test");
            },
            Runnable::run,
            time,
            Backoff.standard(longest));

    faulty.wake("node1");
    time.pass(Duration.ofSeconds(1));

    assertThat(tried).hasSize(2);
  }

  @Test
  void anAnswerThatComesTwiceCountsOnce() {
    queue.wake("node1");
    end(0, Verdict.DONE);
    queue.wake("node1");
    end(0, Verdict.RETRY);

    assertThat(queue.running()).isEqualTo(1);
  }

  /** P-17. */
  @Test
  void startsNothingMoreOnceClosedAndSaysWhetherAllEnded() throws Exception {
    queue.wake("node1");
    assertThat(queue.close(Duration.ofMillis(20))).isFalse();
    queue.wake("node2");
    end(0, Verdict.RETRY);

    assertThat(queue.close(Duration.ofMillis(20))).isTrue();
    time.pass(Duration.ofMinutes(10));
    assertThat(runs).hasSize(1);
  }

  @Test
  void jitterIsFull() {
    Backoff backoff = Backoff.standard(RandomGenerator.getDefault());
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      pauses.add(backoff.after(20).toMillis());
    }
    assertThat(pauses).allMatch(pause -> pause >= 0 && pause <= 300_000);
    assertThat(pauses).anyMatch(pause -> pause < 60_000).anyMatch(pause -> pause > 240_000);
  }
}
