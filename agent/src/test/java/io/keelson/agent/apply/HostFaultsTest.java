package io.keelson.agent.apply;

import static io.keelson.agent.apply.TestNode.A;
import static io.keelson.agent.apply.TestNode.codes;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.Faults;
import io.keelson.agent.host.HostRoot;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.Owner;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What comes of changes on a host that fails, and what a change costs on one that does not. */
class HostFaultsTest extends OnANode {

  private static final int ENOSPC = 28;
  private static final int EIO = 5;

  @Test
  @DisplayName("All is so already: nothing is written at all")
  void writesNothingWhenNothingChanges() {
    sysctl("5");
    Faults count = Faults.none();
    restart(new HostRoot(root, count));
    assertThat(sysctl("5")).isInstanceOf(Outcome.Done.class);
    assertThat(node.release(TestNode.B)).isInstanceOf(Outcome.Done.class);
    assertThat(count.count()).isZero();
  }

  @Test
  @DisplayName("What a change costs, and how soon the value is there")
  void syncsAsSeldomAsItCan() {
    sysctl("4");
    Faults none = Faults.none();
    List<String> calls = none.calls();
    restart(new HostRoot(root, none));
    sysctl("5");
    assertThat(syncs(calls)).isEqualTo(5);
    // The only file that is cut and not synced is the kernel's value: after the journal's sync.
    assertThat(syncs(calls.subList(0, calls.lastIndexOf("truncate")))).isEqualTo(1);
    calls.clear();
    node.apply(TestNode.B, 1, Api.SYSCTL, Parameter.of("vm.a", "5"));
    assertThat(syncs(calls)).as("only one more owner").isEqualTo(2);
    calls.clear();
    file("new");
    assertThat(syncs(calls)).as("the first owner of a file").isEqualTo(9);
    calls.clear();
    file("newer");
    assertThat(syncs(calls)).as("its next content").isEqualTo(7);
  }

  private static long syncs(List<String> calls) {
    return calls.stream().filter("fsync"::equals).count();
  }

  @Test
  @DisplayName("N-15: taking back fails too: dirty until it succeeds, and no change meanwhile")
  void isDirtyUntilItCouldTakeBack() throws IOException {
    sysctl("5");
    node.close();
    node =
        new TestNode(
            HostRoot.of(root),
            () -> POLICY,
            real -> new StubbornSysctls(real, "vm.b=2", "vm.a=5"),
            files -> files);
    assertThat(codes(two())).containsExactly("HOST_ERROR", "UNDO_FAILED");
    assertThat(host.sysctl("vm.a")).isEqualTo("2");
    assertThat(troubles()).containsExactly("NODE_DIRTY");
    assertThat(node.record.held()).singleElement().extracting(Held::digest).isEqualTo("");
    assertThat(codes(file("new"))).containsExactly("NODE_DIRTY");
    assertThat(host.read("/etc/app/a")).isEqualTo("old a");
    // The next run finds it, and nothing stands in its way.
    restart();
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    assertThat(troubles()).isEmpty();
    assertThat(node.record.held()).singleElement().extracting(Held::digest).isNotEqualTo("");
    assertThat(file("new")).isInstanceOf(Outcome.Done.class);
  }

  @Test
  @DisplayName("N-15: the same run goes on when its cause is gone")
  void triesAgainBeforeEachCall() {
    StubbornSysctls[] stubborn = new StubbornSysctls[1];
    node.close();
    node =
        new TestNode(
            HostRoot.of(root),
            () -> POLICY,
            real -> stubborn[0] = new StubbornSysctls(real, "vm.b=2", "vm.a=1"),
            files -> files);
    assertThat(codes(two())).containsExactly("HOST_ERROR", "UNDO_FAILED");
    assertThat(codes(file("new"))).containsExactly("NODE_DIRTY");
    stubborn[0].giveIn();
    assertThat(file("new")).isInstanceOf(Outcome.Done.class);
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
    assertThat(troubles()).isEmpty();
  }

  private Outcome two() {
    return node.apply(A, 1, Api.SYSCTL, Parameter.of("vm.a", "2"), Parameter.of("vm.b", "2"));
  }

  @Test
  @DisplayName("N-24: what somebody changed after the crash is not taken back")
  void leavesWhatSomebodyElseChangedSinceTheCrash() {
    long points = 0;
    file("first");
    for (long point = 1; point < 60; point++) {
      Faults faults = Faults.killAt(point);
      restart(new HostRoot(root, faults));
      node.apply(A, 2, Api.FILE, Parameter.of("/etc/app/a", "second" + point));
      points += faults.count() >= point ? 1 : 0;
      // Another text each time: it must not be the one that was there before the call.
      host.file("/etc/app/a", "a person's " + point);
      restart();
      assertThat(host.read("/etc/app/a")).isEqualTo("a person's " + point);
      assertThat(troubles()).isEmpty();
    }
    assertThat(points).isBetween(10L, 58L);
  }

  @Test
  @DisplayName("N-03: a full disk: the reserve lets the change be ended")
  void givesUpItsReserveOnAFullDisk() {
    sysctl("5");
    assertThat(host.at("/var/lib/keelson/reserve")).hasSize(256 * 1024);
    Faults faults = Faults.errnoAt(2, ENOSPC);
    restart(new HostRoot(root, faults));
    // The first change is the journal's truncation, the second its write.
    assertThat(sysctl("6")).isInstanceOf(Outcome.Done.class);
    assertThat(faults.count()).isGreaterThan(2);
    assertThat(host.sysctl("vm.a")).isEqualTo("6");
    assertThat(host.at("/var/lib/keelson/reserve")).as("made again").hasSize(256 * 1024);
    restart();
    assertThat(node.record.held()).hasSize(1);
  }

  @Test
  @DisplayName("N-03: no room at all: nothing is changed, and the answer says so")
  void changesNothingWhereThereIsNoRoomAtAll() {
    sysctl("5");
    HostSnapshot before = host.snapshot();
    restart(new HostRoot(root, Faults.always("create", ENOSPC)));
    assertThat(codes(file("new"))).containsExactly("FS_FULL");
    assertThat(codes(sysctl("6"))).containsExactly("FS_FULL");
    assertThat(before.changesTo(host.snapshot()))
        .allMatch(change -> change.startsWith("/var/lib") || change.startsWith("/proc/sys/vm/a"));
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    restart();
    assertThat(sysctl("6")).isInstanceOf(Outcome.Done.class);
  }

  @Test
  @DisplayName("N-05: what could not be synced is not believed")
  void anIoErrorOfSyncIsNoSuccess() {
    sysctl("5");
    restart(new HostRoot(root, Faults.always("fsync", EIO)));
    assertThat(codes(sysctl("6"))).startsWith("HOST_ERROR");
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    assertThat(troubles()).as("the journal cannot be ended for sure").containsExactly("NODE_DIRTY");
    restart();
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    assertThat(sysctl("6")).isInstanceOf(Outcome.Done.class);
  }

  @Test
  @DisplayName("More keys than the record takes: 507, nothing is changed, and some can be given up")
  void holdsOnlySoManyKeys() {
    for (int i = 0; i < 17; i++) {
      Parameter[] many = new Parameter[256];
      for (int k = 0; k < many.length; k++) {
        String key = "vm.many" + i + ".k" + k;
        host.sysctl(key, "1");
        many[k] = Parameter.of(key, "2");
      }
      Owner owner = new Owner("many" + i, "default", "many" + i, "2026-01-01T00:00:00Z");
      Outcome outcome = node.apply(owner, 1, Api.SYSCTL, many);
      assertThat(codes(outcome)).isEqualTo(i < 16 ? List.of() : List.of("RECORD_FULL"));
    }
    assertThat(host.sysctl("vm.many15.k0")).isEqualTo("2");
    assertThat(host.sysctl("vm.many16.k0")).isEqualTo("1");
    node.release(new Owner("many3", "default", "many3", "2026-01-01T00:00:00Z"));
    assertThat(sysctl("5")).isInstanceOf(Outcome.Done.class);
    restart();
    assertThat(node.record.held()).hasSize(16);
  }
}
