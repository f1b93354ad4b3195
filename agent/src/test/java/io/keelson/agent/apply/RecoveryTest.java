package io.keelson.agent.apply;

import static io.keelson.agent.apply.TestNode.A;
import static io.keelson.agent.apply.TestNode.codes;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.Faults;
import io.keelson.agent.host.HostRoot;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.setting.Sha256;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.AgentState.Held;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent makes of the files that an earlier run left on the node. */
class RecoveryTest extends OnANode {

  private static final String RECORD = "/var/lib/keelson/record";
  private static final String JOURNAL = "/var/lib/keelson/journal";
  private static final int EIO = 5;

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
        "keelson-record 99 %s\n%s"
            .formatted(Sha256.hex(("99\n" + body).getBytes(StandardCharsets.UTF_8)), body));
    refusesEverything();
  }

  @Test
  @DisplayName("N-23: a later version was in the middle of a change")
  void leavesEverythingAsItIsWhenALaterVersionWroteTheJournal() {
    sysctl("5");
    String body = "{\"of\": \"tomorrow\"}";
    host.file(
        JOURNAL,
        "begun keelson-journal 99 %d %s\n%s"
            .formatted(
                body.length(), Sha256.hex(("99\n" + body).getBytes(StandardCharsets.UTF_8)), body));
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
  @DisplayName("N-23: the agent was upgraded: what the first version kept is read and given back")
  void readsWhatAnEarlierVersionKept() throws IOException {
    file("new");
    node.apply(A, 1, Api.HOSTNAME, Parameter.of("hostname", "node7"));
    String body =
        host.read(RECORD)
            .split("\n", 2)[1]
            .replace(",\"made\":[]", "")
            .replaceAll("\"attributes\":\\{[^}]*}", "\"attributes\":{}");
    host.file(
        RECORD,
        "keelson-record 1 %s\n%s"
            .formatted(Sha256.hex(("1\n" + body).getBytes(StandardCharsets.UTF_8)), body));
    String undo =
        "{\"transaction\":9,\"undos\":[{\"is\":\"file\",\"path\":\"/etc/app/b\",\"root\":\"/etc/app\",\"was\":null,\"bytes\":null,\"now\":null},{\"is\":\"sysctl\",\"key\":\"vm.b\",\"was\":\"7\"}]}";
    host.file(
        JOURNAL,
        "begun keelson-journal 1 %d %s\n%s"
            .formatted(
                undo.length(), Sha256.hex(("1\n" + undo).getBytes(StandardCharsets.UTF_8)), undo));
    restart();
    assertThat(troubles()).isEmpty();
    assertThat(host.sysctl("vm.b")).isEqualTo("7");
    assertThat(kept(node.release(A))).isEmpty();
    assertThat(host.read("/etc/app/a")).isEqualTo("old a");
    assertThat(host.hostname()).isEqualTo("node1");
  }

  @Test
  @DisplayName("What a crash left and is taken back is in the audit log, once, with its owner")
  void writesWhatItTookBackIntoTheAuditLog() {
    both(1, "4");
    Faults faults = Faults.none();
    restart(new HostRoot(root, faults));
    both(2, "5");
    long recordGetsItsName = faults.calls().lastIndexOf("rename") + 1;
    restart(new HostRoot(root, Faults.killAt(recordGetsItsName)));
    both(3, "6");
    assertThat(host.sysctl("vm.a")).isEqualTo("6");
    restart();
    assertThat(host.sysctl("vm.a")).isEqualTo("5");
    assertThat(takenBack())
        .hasSize(3)
        .allMatch(line -> line.contains("\"owner\":{\"namespace\":\"default\",\"name\":\"a\""))
        .anyMatch(line -> line.contains("\"key\":\"vm.a\",\"before\":\"6\",\"after\":\"5\""))
        .anyMatch(line -> line.contains("\"key\":\"/etc/sysctl.d/90-keelson.conf\""));
    restart();
    assertThat(takenBack()).as("not told again").hasSize(3);
  }

  private void both(long generation, String value) {
    Parameter a = Parameter.of("vm.a", value);
    Parameter b = Parameter.of("vm.b", value);
    node.apply(A, generation, Api.SYSCTL, a, b);
  }

  private List<String> takenBack() {
    return host.read("/var/log/keelson/audit.log")
        .lines()
        .filter(line -> line.contains("\"result\":\"taken-back\""))
        .toList();
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
  @DisplayName("N-21, N-09: killed in the middle, and the journal is damaged")
  void neverTakesWhatADamagedJournalLeftForThatOfBefore() throws IOException {
    for (long kill = 1; !host.sysctl("vm.a").equals("5"); kill++) {
      restart(new HostRoot(root, Faults.killAt(kill)));
      try {
        sysctl("5");
      } catch (RuntimeException | Error killed) {
        continue;
      }
    }
    byte[] journal = Files.readAllBytes(host.at(JOURNAL));
    journal[journal.length - 3] ^= 1;
    Files.write(host.at(JOURNAL), journal);
    restart();
    assertThat(troubles()).containsExactly("RECORD_DAMAGED");
    restart();
    assertThat(host.sysctl("vm.a")).as("nobody knows what it was").isEqualTo("5");
    sysctl("5");
    assertThat(kept(node.release(A))).containsExactly("BACKUP_LOST");
  }

  @Test
  @DisplayName("N-16: files that a lost record knew are put aside once, and no others stay")
  void aLostRecordDoesNotFillTheDisk() {
    file("v0");
    host.file(RECORD, "damaged");
    restart();
    for (int i = 1; i < 9; i++) {
      file("v" + i);
    }
    restart();
    file("v9");
    assertThat(images("image-")).as("before and now").hasSize(2);
    assertThat(images("lost-image-")).as("what a person may look for").hasSize(2);
    node.release(A);
    assertThat(images("image-")).isEmpty();
    assertThat(images("lost-image-")).hasSize(2);
  }

  private List<String> images(String prefix) {
    return Stream.of(host.at("/var/lib/keelson").toFile().list())
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  @Test
  @DisplayName("X-10: the disk of another machine")
  void doesNotTrustTheRecordOfAnotherMachine() {
    sysctl("5");
    host.file("/etc/machine-id", "99990000999900009999000099990000\n");
    restart();
    assertThat(node.record.held()).isEmpty();
    assertThat(host.exists(RECORD + ".damaged")).isTrue();
    assertThat(node.record.troubles())
        .singleElement()
        .satisfies(
            trouble ->
                assertThat(trouble.message()).contains("another machine", "/etc/machine-id"));
    assertThat(sysctl("5")).isInstanceOf(Outcome.Done.class);
    restart();
    assertThat(node.record.held()).hasSize(1);
  }

  @Test
  @DisplayName("H: somebody took the name over, and /etc/hostname still has Keelson's")
  void givesEachPlaceOfTheNameBackAlone() {
    String before = host.read("/etc/hostname");
    node.apply(A, 1, Api.HOSTNAME, Parameter.of("hostname", "node7"));
    host.file("/proc/sys/kernel/hostname", "theirs\n");
    assertThat(kept(node.release(A))).containsExactly("CHANGED_SINCE");
    assertThat(host.hostname()).isEqualTo("theirs");
    assertThat(host.read("/etc/hostname")).isEqualTo(before);
  }

  @Test
  @DisplayName("N-13: somebody has set it between the crash and the next start")
  void leavesASysctlThatSomebodyHasSetSince() {
    journal("{\"is\":\"sysctl\",\"key\":\"vm.a\",\"was\":\"1\",\"now\":\"5\"}");
    host.sysctl("vm.a", "7");
    restart();
    assertThat(host.sysctl("vm.a")).isEqualTo("7");
    assertThat(troubles()).isEmpty();
    journal("{\"is\":\"sysctl\",\"key\":\"vm.a\",\"was\":\"1\",\"now\":\"7\"}");
    restart();
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a link", "a directory", "a link in its way"})
  @DisplayName("N-13: what is in the file's place is none of Keelson's")
  void leavesWhatSomebodyPutInAFilesPlace(String what) throws IOException {
    sysctl("5");
    file("new");
    String undo =
        "{\"is\":\"file\",\"path\":\"/etc/app/a\",\"root\":\"/etc/app\",\"was\":null,\"bytes\":null,\"now\":null}";
    journal(undo);
    Path file = host.at("/etc/app/a");
    switch (what) {
      case "a link" -> {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/etc/hostname"));
      }
      case "a directory" -> {
        Files.delete(file);
        Files.createDirectory(file);
      }
      default -> {
        Files.move(host.at("/etc/app"), host.at("/etc/other"));
        Files.createSymbolicLink(host.at("/etc/app"), Path.of("other"));
      }
    }
    restart();
    assertThat(troubles()).isEmpty();
    assertThat(node.recovery.obstacle()).isEmpty();
    assertThat(Files.isSymbolicLink(file) || Files.isDirectory(file) || Files.isRegularFile(file))
        .isTrue();
  }

  private void journal(String undo) {
    String body = "{\"transaction\":9,\"undos\":[" + undo + "]}";
    host.file(
        JOURNAL,
        "begun keelson-journal 3 %d %s\n%s"
            .formatted(
                body.length(), Sha256.hex(("3\n" + body).getBytes(StandardCharsets.UTF_8)), body));
  }
}
