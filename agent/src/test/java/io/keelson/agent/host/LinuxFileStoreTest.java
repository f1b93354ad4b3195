package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.agent.plan.FileState;
import io.keelson.setting.FilePath;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileStoreTest {

  private static final FileState WANTED = new FileState("", 0640, 12, 34, 0);

  @TempDir Path root;
  private HostDirectory host;
  private LinuxFileStore store;

  @BeforeEach
  void start() {
    host = HostDirectory.in(root).file("/etc/app/a.conf", "old");
    store = new LinuxFileStore(root);
  }

  private static Place place(String path) {
    return new Place(new FilePath(path), new FilePath("/etc/app"));
  }

  private static Made replace(LinuxFileStore store, Place place, byte[] content)
      throws HostException {
    return store.replace(place, store.observe(place), content, WANTED);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void replacesContentModeAndOwnerAtOnceAndLeavesNothingBehind() throws Exception {
    replace(store, place("/etc/app/a.conf"), bytes("new")).keep();
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("new");
    assertThat(store.observe(place("/etc/app/a.conf")).orElseThrow().text())
        .endsWith(" 0640 12:34 3 bytes");
    assertThat(names("/etc/app")).containsExactly("a.conf");
  }

  @Test
  void givesBackTheVeryFileThatWasThere() throws Exception {
    HostSnapshot before = host.snapshot();
    Made made = replace(store, place("/etc/app/a.conf"), bytes("new"));
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("new");
    made.undo();
    assertThat(before.changesTo(host.snapshot()).stream().filter(c -> !c.startsWith("/etc/app: ")))
        .isEmpty();
  }

  @Test
  void removesOnUndoWhatWasNotThere() throws Exception {
    replace(store, place("/etc/app/b.conf"), bytes("new")).undo();
    assertThat(names("/etc/app")).containsExactly("a.conf");
  }

  @Test
  void removesWhatACrashLeftBehindButNothingElseAndNotWhatIsInUse() throws Exception {
    host.file("/etc/app/.keelson-0011223344556677", "half").file("/etc/app/.other", "x");
    Made first = replace(store, place("/etc/app/a.conf"), bytes("new"));
    replace(store, place("/etc/app/b.conf"), bytes("new")).undo();
    first.undo();
    assertThat(names("/etc/app")).containsExactly(".other", "a.conf");
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("old");
  }

  @Test
  void goesOnWhereACrashLeftTheOldFileWithASecondName() throws Exception {
    Files.createLink(host.at("/etc/app/.keelson-0011223344556677"), host.at("/etc/app/a.conf"));
    store.checkReplaceable(place("/etc/app/a.conf"));
    replace(store, place("/etc/app/a.conf"), bytes("new")).keep();
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("new");
    assertThat(names("/etc/app")).containsExactly("a.conf");
  }

  @Test
  void saysWhichDirectoryIsMissingAlsoWhenItIsToBeWritten() throws Exception {
    Place missing = place("/etc/app/none/a.conf");
    assertThatThrownBy(() -> store.checkReplaceable(missing))
        .hasMessageContaining("this node has no directory \"none\"");
    assertThatThrownBy(() -> replace(store, missing, bytes("new")))
        .hasMessageContaining("this node has no directory \"none\"");
    Files.createSymbolicLink(host.at("/etc/app/link"), host.at("/etc/app"));
    assertThatThrownBy(() -> store.checkReplaceable(place("/etc/app/link/a.conf")))
        .hasMessageContaining("\"link\" is a symbolic link");
  }

  @Test
  @DisplayName("F-21: a hard link beside what a crash left behind")
  void stillRefusesAHardLinkOfSomebodyElse() throws Exception {
    Files.createLink(host.at("/etc/app/.keelson-0011223344556677"), host.at("/etc/app/a.conf"));
    Files.createLink(host.at("/etc/other"), host.at("/etc/app/a.conf"));
    assertThatThrownBy(() -> store.checkReplaceable(place("/etc/app/a.conf")))
        .isInstanceOf(HostException.class);
  }

  @Test
  void removesOnlyWhatHasTheNameOfItsOwnFiles() throws Exception {
    host.file("/etc/app/.keelson-notes", "a person's")
        .directory("/etc/app/.keelson-8899aabbccddeeff");
    replace(store, place("/etc/app/a.conf"), bytes("new")).keep();
    assertThat(names("/etc/app"))
        .containsExactly(".keelson-8899aabbccddeeff", ".keelson-notes", "a.conf");
  }

  @Test
  void putsTheOldFileBackWhenTheDirectoryCannotBeSynced() throws Exception {
    LinuxFileStore failing =
        new LinuxFileStore(
            new HostRoot(
                root,
                (call, descriptor, name, to) -> {
                  if (call.equals("fsync")
                      && Files.isDirectory(Path.of("/proc/self/fd/" + descriptor))) {
                    throw new ErrnoException("fsync", 5);
                  }
                }));
    assertThatThrownBy(() -> replace(failing, place("/etc/app/a.conf"), bytes("new")))
        .isInstanceOf(HostException.class);
    assertThatThrownBy(() -> replace(failing, place("/etc/app/b.conf"), bytes("new")))
        .isInstanceOf(HostException.class);
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("old");
    assertThat(names("/etc/app")).containsExactly("a.conf");
  }

  @Test
  @DisplayName("N-24: a person's editor writes the file between our look and our rename")
  void leavesAFileAloneThatSomebodyChangedSinceItWasLookedAt() throws Exception {
    Place place = place("/etc/app/a.conf");
    Optional<FileState> seen = store.observe(place);
    host.file("/etc/app/a.conf", "edited");
    isRefused(() -> store.replace(place, seen, bytes("new"), WANTED));
    isRefused(() -> store.remove(place, seen.orElseThrow()));
    host.mode("/etc/app/a.conf", "rw-------").file("/etc/app/b.conf", "made meanwhile");
    Optional<FileState> now = store.observe(place);
    host.mode("/etc/app/a.conf", "rw-rw-r--");
    isRefused(() -> store.replace(place, now, bytes("new"), WANTED));
    isRefused(() -> store.replace(place("/etc/app/b.conf"), Optional.empty(), bytes("n"), WANTED));
    assertThat(host.read("/etc/app/a.conf")).isEqualTo("edited");
    assertThat(host.read("/etc/app/b.conf")).isEqualTo("made meanwhile");
    assertThat(names("/etc/app")).containsExactly("a.conf", "b.conf");
  }

  private static void isRefused(ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOf(HostException.class)
        .hasMessageContaining("changed by somebody else");
  }

  @Test
  void removesAFileAndBringsItBack() throws Exception {
    HostSnapshot before = host.snapshot();
    Place place = place("/etc/app/a.conf");
    Made removed = store.remove(place, store.observe(place).orElseThrow());
    assertThat(host.exists("/etc/app/a.conf")).isFalse();
    removed.undo();
    assertThat(before.changesTo(host.snapshot()).stream().filter(c -> !c.startsWith("/etc/app: ")))
        .isEmpty();
    store.remove(place, store.observe(place).orElseThrow()).keep();
    assertThat(names("/etc/app")).isEmpty();
  }

  @Test
  @DisplayName("F-15: a file swapped for a link after it was checked")
  void replacesALinkInsteadOfFollowingIt() throws Exception {
    host.file("/etc/secret", "secret");
    Files.delete(host.at("/etc/app/a.conf"));
    host.link("/etc/app/a.conf", host.at("/etc/secret").toString());
    assertThatThrownBy(() -> replace(store, place("/etc/app/a.conf"), bytes("new")))
        .isInstanceOf(HostException.class);
    assertThatThrownBy(() -> store.observe(place("/etc/app/a.conf")))
        .isInstanceOf(HostException.class);
    assertThat(host.read("/etc/secret")).isEqualTo("secret");
    assertThat(Files.isSymbolicLink(host.at("/etc/app/a.conf"))).isTrue();
  }

  @Test
  void leavesNoDescriptorOpen() throws Exception {
    long before = descriptors();
    for (int i = 0; i < 50; i++) {
      replace(store, place("/etc/app/a.conf"), bytes("new" + i)).keep();
      replace(store, place("/etc/app/b.conf"), bytes("new" + i)).undo();
      assertThatThrownBy(() -> store.observe(place("/etc/app/none/x")))
          .isInstanceOf(HostException.class);
      store.observe(place("/etc/app/a.conf"));
    }
    assertThat(descriptors()).isLessThan(before + 20);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  private Stream<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(host.at(directory))) {
      return files
          .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }
}
