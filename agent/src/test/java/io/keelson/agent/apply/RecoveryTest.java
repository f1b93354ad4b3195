package io.keelson.agent.apply;

import static io.keelson.agent.apply.TestNode.A;
import static io.keelson.agent.apply.TestNode.codes;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.Faults;
import io.keelson.agent.host.HostRoot;
import io.keelson.policy.Bindings;
import io.keelson.policy.FileRule;
import io.keelson.policy.FileRules;
import io.keelson.policy.HostnameRule;
import io.keelson.policy.Policy;
import io.keelson.policy.SysctlRules;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.setting.Sha256;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.AgentState.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent makes of the files that an earlier run left on the node. */
class RecoveryTest {

  private static final String RECORD = "/var/lib/keelson/record";
  private static final String JOURNAL = "/var/lib/keelson/journal";
  private static final int ENOSPC = 28;
  private static final int EIO = 5;

  private static final Policy POLICY =
      new Policy(
          new SysctlRules(List.of()),
          new FileRules(List.of(FileRule.root("/etc/app"))),
          new HostnameRule(true),
          new Bindings(List.of()));

  @TempDir Path root;
  private HostDirectory host;
  private TestNode node;

  @BeforeEach
  void start() {
    host =
        HostDirectory.in(root)
            .sysctl("vm.a", "1")
            .sysctl("vm.b", "1")
            .file("/etc/app/a", "old a")
            .file("/etc/machine-id", "11112222333344445555666677778888\n");
    node = node(HostRoot.of(root));
  }

  private static TestNode node(HostRoot root) {
    return new TestNode(root, () -> POLICY);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private void restart() {
    restart(HostRoot.of(root));
  }

  private void restart(HostRoot on) {
    node.close();
    node = node(on);
    node.recovery.obstacle();
  }

  private Outcome sysctl(String value) {
    return node.apply(A, 1, Api.SYSCTL, Parameter.of("vm.a", value));
  }

  private Outcome file(String content) {
    return node.apply(A, 1, Api.FILE, Parameter.of("/etc/app/a", content));
  }

  private List<String> troubles() {
    return node.record.troubles().stream().map(Trouble::code).toList();
  }

  private static List<String> kept(Outcome outcome) {
    return ((Outcome.Done) outcome).report().kept().stream().map(Problem::code).toList();
  }

  @Test
  void whatIsHeldOutlivesTheProcess() {
    sysctl("5");
    file("new");
    List<Held> held = node.record.held();
    restart();
    assertThat(node.record.held()).isEqualTo(held).hasSize(2);
    assertThat(troubles()).isEmpty();
    assertThat(kept(node.release(A))).isEmpty();
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
    assertThat(host.read("/etc/app/a")).isEqualTo("old a");
    assertThat(host.at("/var/lib/keelson").toFile().list())
        .containsExactlyInAnyOrder("epoch", "record", "journal", "reserve");
  }

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
    assertThat(syncs(calls)).as("the first owner of a file").isEqualTo(7);
    calls.clear();
    file("newer");
    assertThat(syncs(calls)).as("its next content").isEqualTo(5);
  }

  private static long syncs(List<String> calls) {
    return calls.stream().filter("fsync"::equals).count();
  }

  @Test
  @DisplayName("N-21: one bit of the record, anywhere, and half of it")
  void aDamagedRecordIsPutAsideAndTold() throws IOException {
    sysctl("5");
    byte[] good = Files.readAllBytes(host.at(RECORD));
    for (int i = 0; i < good.length; i += 7) {
      byte[] bad = good.clone();
      bad[i] ^= 1 << (i % 7);
      damaged(bad);
    }
    damaged(Arrays.copyOf(good, good.length / 2));
    damaged(new byte[0]);
  }

  private void damaged(byte[] content) throws IOException {
    Files.write(host.at(RECORD), content);
    restart();
    assertThat(troubles()).containsExactly("RECORD_DAMAGED");
    assertThat(node.record.held()).isEmpty();
    assertThat(host.at(RECORD + ".damaged")).hasBinaryContent(content);
    assertThat(host.exists(RECORD)).isFalse();
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
  }

  @Test
  @DisplayName(
      "N-16, N-21: what is found as it is asked for is not taken for what was there before")
  void neverTakesItsOwnValueForThatOfBefore() {
    sysctl("5");
    node.apply(A, 1, Api.HOSTNAME, Parameter.of("hostname", "node7"));
    file("new");
    host.file(RECORD, "damaged");
    restart();
    sysctl("5");
    node.apply(A, 1, Api.HOSTNAME, Parameter.of("hostname", "node7"));
    file("new");
    assertThat(node.record.held()).hasSize(3);
    assertThat(kept(node.release(A))).containsOnly("BACKUP_LOST").hasSize(3);
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    assertThat(host.hostname()).isEqualTo("node7");
    assertThat(host.read("/etc/app/a")).isEqualTo("new");
    assertThat(host.exists("/etc/sysctl.d/90-keelson.conf")).isFalse();
    assertThat(node.record.held()).isEmpty();
  }

  @Test
  @DisplayName(
      "N-16: after a lost record too, what Keelson cannot have set is what was there before")
  void knowsASysctlThatItNeverSet() {
    sysctl("5");
    host.file(RECORD, "damaged");
    restart();
    node.apply(A, 2, Api.SYSCTL, Parameter.of("vm.b", "1"));
    node.apply(A, 3, Api.SYSCTL, Parameter.of("vm.b", "2"));
    assertThat(kept(node.release(A))).isEmpty();
    assertThat(host.sysctl("vm.b")).isEqualTo("1");
  }

  @Test
  @DisplayName("A first call that came to nothing is no record lost")
  void aFailedFirstChangeLeavesNothingInDoubt() {
    restart(new HostRoot(root, Faults.always("truncate", EIO)));
    assertThat(codes(sysctl("5"))).containsExactly("HOST_ERROR");
    restart();
    file("old a");
    file("new");
    assertThat(kept(node.release(A))).isEmpty();
    assertThat(host.read("/etc/app/a")).isEqualTo("old a");
  }

  @Test
  @DisplayName("A node on which an earlier version worked, which kept no record")
  void aNodeWithoutARecordMayHaveLostIt() {
    host.file("/var/lib/keelson/epoch", "1 83dcefb7\n");
    host.file("/etc/sysctl.d/90-keelson.conf", "vm.a = 1\n");
    restart();
    sysctl("1");
    assertThat(troubles()).isEmpty();
    assertThat(kept(node.release(A))).containsExactly("BACKUP_LOST");
  }

  @Test
  void takesWhatIsFoundOtherwiseForWhatWasThereBefore() {
    sysctl("5");
    host.file(RECORD, "damaged").sysctl("vm.a", "3");
    restart();
    sysctl("5");
    assertThat(kept(node.release(A))).isEmpty();
    assertThat(host.sysctl("vm.a")).isEqualTo("3");
  }

  @Test
  @DisplayName("N-16: the kept bytes are gone, or others")
  void leavesAFileWhoseBytesAreLost() throws IOException {
    file("new");
    Path image =
        host.at("/var/lib/keelson/image-" + Sha256.hex("old a".getBytes(StandardCharsets.UTF_8)));
    Files.writeString(image, "old b");
    assertThat(kept(node.release(A, 2, null, false, true))).containsExactly("BACKUP_LOST");
    Files.delete(image);
    assertThat(kept(node.release(A))).containsExactly("BACKUP_LOST");
    assertThat(host.read("/etc/app/a")).isEqualTo("new");
  }

  @Test
  @DisplayName("N-23: the agent was downgraded")
  void leavesEverythingAsItIsWhenALaterVersionWroteTheRecord() {
    sysctl("5");
    String body = "{\"of\": \"tomorrow\"}";
    host.file(
        RECORD,
        "keelson-record 2 %s\n%s"
            .formatted(Sha256.hex(("2\n" + body).getBytes(StandardCharsets.UTF_8)), body));
    refusesEverything();
  }

  @Test
  @DisplayName("N-23: a later version was in the middle of a change")
  void leavesEverythingAsItIsWhenALaterVersionWroteTheJournal() {
    sysctl("5");
    String body = "{\"of\": \"tomorrow\"}";
    host.file(
        JOURNAL,
        "begun keelson-journal 2 %d %s\n%s"
            .formatted(
                body.length(), Sha256.hex(("2\n" + body).getBytes(StandardCharsets.UTF_8)), body));
    refusesEverything();
  }

  private void refusesEverything() {
    HostSnapshot before = host.snapshot();
    restart();
    assertThat(codes(sysctl("6"))).containsExactly("RECORD_UNKNOWN");
    assertThat(codes(node.release(A))).containsExactly("RECORD_UNKNOWN");
    assertThat(troubles()).containsExactly("RECORD_UNKNOWN");
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  @DisplayName("N-21: a damaged journal")
  void aDamagedJournalIsPutAsideAndTold() throws IOException {
    sysctl("5");
    byte[] journal = Files.readAllBytes(host.at(JOURNAL));
    journal[journal.length - 3] ^= 4;
    Files.write(host.at(JOURNAL), journal);
    restart();
    assertThat(troubles()).containsExactly("RECORD_DAMAGED");
    assertThat(host.at(JOURNAL + ".damaged")).hasBinaryContent(journal);
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    assertThat(node.record.held())
        .as("the controller asks for everything again")
        .singleElement()
        .extracting(Held::digest)
        .isEqualTo("");
    assertThat(sysctl("5")).isInstanceOf(Outcome.Done.class);
    assertThat(kept(node.release(A))).isEmpty();
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 120, 200})
  @DisplayName("N-02: a journal that was not written to its end: nothing had begun")
  void aTornJournalIsNoDamage(int length) throws IOException {
    sysctl("5");
    byte[] journal = Files.readAllBytes(host.at(JOURNAL));
    assertThat(journal.length).isGreaterThan(length);
    Files.write(host.at(JOURNAL), Arrays.copyOf(journal, length));
    restart();
    assertThat(troubles()).isEmpty();
    byte[] zeros = Arrays.copyOf(journal, journal.length);
    Arrays.fill(zeros, journal.length / 2, zeros.length, (byte) 0);
    Files.write(host.at(JOURNAL), zeros);
    restart();
    assertThat(troubles()).isEmpty();
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    assertThat(node.record.held()).hasSize(1);
  }

  @Test
  @DisplayName("X-10: the disk of another machine")
  void doesNotTrustTheRecordOfAnotherMachine() {
    sysctl("5");
    host.file("/etc/machine-id", "99990000999900009999000099990000\n");
    restart();
    assertThat(node.record.held()).isEmpty();
    assertThat(host.exists(RECORD + ".damaged")).isTrue();
    assertThat(sysctl("5")).isInstanceOf(Outcome.Done.class);
    restart();
    assertThat(node.record.held()).hasSize(1);
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
      host.file("/etc/app/a", "a person's");
      restart();
      assertThat(host.read("/etc/app/a")).isEqualTo("a person's");
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
}
