package io.keelson.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.EpochStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.record.Fence.Mark;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState.Trouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FenceTest {

  private final Kept store = new Kept();

  private static Mark call(String uid, long epoch, long generation) {
    return new Mark(uid, epoch, generation);
  }

  private static String check(Fence fence, Mark call) {
    return fence.check(call, false).or(fence::keep).map(Problem::code).orElse("passes");
  }

  @ParameterizedTest(name = "after (5, 5): ({0}, {1}) {2}")
  @DisplayName("A-09: (epoch, generation) are in order")
  @CsvSource({
    "4, 5, EPOCH_FENCED",
    "4, 9, EPOCH_FENCED",
    "5, 4, STALE_GENERATION",
    "5, 0, STALE_GENERATION",
    "5, 5, passes",
    "5, 6, passes",
    "6, 1, passes",
    "6, 9, passes"
  })
  void ordersCallsOfAnOwner(long epoch, long generation, String result) {
    Fence fence = new Fence(store);
    assertThat(check(fence, call("a", 5, 5))).isEqualTo("passes");
    assertThat(check(fence, call("a", epoch, generation))).isEqualTo(result);
  }

  @Test
  void generationsOfOwnersHaveNothingToDoWithEachOther() {
    Fence fence = new Fence(store);
    assertThat(check(fence, call("a", 5, 5))).isEqualTo("passes");
    assertThat(check(fence, call("b", 5, 1))).isEqualTo("passes");
  }

  @Test
  @DisplayName("A restored etcd: lower generations of a higher epoch count from then on")
  void aHigherEpochBeginsTheGenerationsAnew() {
    Fence fence = new Fence(store);
    check(fence, call("a", 5, 50));
    assertThat(check(fence, call("a", 6, 3))).isEqualTo("passes");
    assertThat(check(fence, call("a", 6, 2))).isEqualTo("STALE_GENERATION");
  }

  @Test
  void namesBothNumbers() {
    Fence fence = new Fence(store);
    check(fence, call("a", 7, 9));
    assertThat(fence.check(call("a", 6, 9), false).orElseThrow().message()).contains("6", "7");
    assertThat(fence.check(call("a", 7, 8), false).orElseThrow().message()).contains("8", "9");
  }

  @Test
  void aDryRunIsCheckedButRaisesNothing() {
    Fence fence = new Fence(store);
    check(fence, call("a", 5, 5));
    assertThat(fence.check(call("a", 4, 5), true)).isPresent();
    assertThat(fence.check(call("a", 5, 4), true)).isPresent();
    assertThat(fence.check(call("a", 9, 9), true)).isEmpty();
    assertThat(fence.epoch()).isEqualTo(5);
    assertThat(store.epoch).isEqualTo(5);
    assertThat(check(fence, call("a", 5, 5))).isEqualTo("passes");
  }

  @Test
  void theEpochOutlivesTheProcessAndTheGenerationsDoNot() {
    check(new Fence(store), call("a", 5, 5));
    Fence again = new Fence(store);
    assertThat(again.epoch()).isEqualTo(5);
    assertThat(check(again, call("a", 4, 9))).isEqualTo("EPOCH_FENCED");
    assertThat(check(again, call("a", 5, 4))).isEqualTo("passes");
  }

  @Test
  @DisplayName("A-09: what was recalled from the record counts, but less than what came since")
  void recallsTheOwnersOfAnEarlierRun() {
    Fence earlier = new Fence(store);
    check(earlier, call("a", 5, 5));
    check(earlier, call("b", 5, 5));
    Fence again = new Fence(store);
    check(again, call("b", 5, 9));
    again.recall(earlier.marks());
    assertThat(check(again, call("a", 5, 4))).isEqualTo("STALE_GENERATION");
    assertThat(check(again, call("b", 5, 8))).isEqualTo("STALE_GENERATION");
    assertThat(check(again, call("a", 5, 5))).isEqualTo("passes");
    assertThat(again.marks()).hasSize(2);
  }

  @Test
  void hasOnlySoManyOwnersRecalled() {
    Fence fence = new Fence(store);
    for (int i = 0; i < 1000; i++) {
      check(fence, call("o" + i, 1, 1));
    }
    assertThat(fence.marks()).hasSize(512).last().isEqualTo(call("o999", 1, 1));
  }

  @Test
  void writesOnlyWhatIsHigher() {
    Fence fence = new Fence(store);
    for (int generation = 1; generation < 9; generation++) {
      check(fence, call("a", 5, generation));
    }
    assertThat(store.writes).isEqualTo(1);
  }

  @Test
  @DisplayName("A full disk: 507, and nobody older is obeyed meanwhile")
  void changesNothingForAnEpochThatCannotBeKept() {
    Fence fence = new Fence(store);
    check(fence, call("a", 5, 5));
    store.failure = "FS_FULL";
    assertThat(check(fence, call("a", 6, 1))).isEqualTo("FS_FULL");
    assertThat(store.epoch).isEqualTo(5);
    assertThat(check(fence, call("a", 5, 5))).isEqualTo("EPOCH_FENCED");
    store.failure = "";
    assertThat(check(fence, call("a", 6, 1))).isEqualTo("passes");
    assertThat(store.epoch).isEqualTo(6);
  }

  @Test
  void aCallThatIsRefusedLaterShutsOutWhatItOvertookAndWritesNothing() {
    Fence fence = new Fence(store);
    check(fence, call("a", 5, 5));
    assertThat(fence.check(call("a", 6, 2), false)).isEmpty();
    assertThat(store.epoch).isEqualTo(5);
    assertThat(check(fence, call("a", 5, 6))).isEqualTo("EPOCH_FENCED");
    assertThat(check(fence, call("a", 6, 1))).isEqualTo("STALE_GENERATION");
  }

  @Test
  void takesTheNextEpochAfterADamagedFileAndSaysSo() {
    store.damaged = true;
    Fence fence = new Fence(store);
    assertThat(fence.trouble().map(Trouble::code)).contains("EPOCH_UNKNOWN");
    assertThat(check(fence, call("a", 5, 5))).isEqualTo("passes");
    assertThat(check(fence, call("a", 4, 5))).isEqualTo("EPOCH_FENCED");
    assertThat(fence.trouble()).isPresent();
  }

  @Test
  void obeysNobodyWhileWhatWasKeptCannotBeReached() {
    store.failure = "HOST_ERROR";
    Fence fence = new Fence(store);
    assertThat(check(fence, call("a", 5, 5))).isEqualTo("HOST_ERROR");
    assertThat(fence.check(call("a", 5, 5), true)).isPresent();
    assertThat(fence.trouble().map(Trouble::code)).contains("EPOCH_UNKNOWN");
    store.failure = "";
    store.epoch = 6;
    assertThat(check(fence, call("a", 5, 5))).isEqualTo("EPOCH_FENCED");
    assertThat(fence.trouble()).isEmpty();
  }

  @Test
  void keepsARecentOwnerInMindWhenThereAreTooMany() {
    Fence fence = new Fence(store);
    check(fence, call("a", 1, 5));
    for (int i = 0; i < 10_000; i++) {
      check(fence, call("o" + i, 1, 1));
      if (i % 100 == 0) {
        check(fence, call("a", 1, 5));
      }
    }
    assertThat(check(fence, call("a", 1, 4))).isEqualTo("STALE_GENERATION");
  }

  private static final class Kept implements EpochStore {
    private long epoch;
    private int writes;
    private boolean damaged;
    private String failure = "";

    @Override
    public EpochStore.Kept read() throws HostException {
      failIfAsked();
      return new EpochStore.Kept(epoch, damaged);
    }

    @Override
    public void write(long epoch) throws HostException {
      failIfAsked();
      this.epoch = epoch;
      writes++;
    }

    private void failIfAsked() throws HostException {
      if (!failure.isEmpty()) {
        throw new HostException(failure, "", "a fault");
      }
    }
  }
}
