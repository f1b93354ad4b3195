package io.keelson.agent.host;

import static io.keelson.agent.host.ExtendedAttributes.ACL;
import static io.keelson.agent.host.ExtendedAttributes.acl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.setting.FilePath;
import io.keelson.testing.HostDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Extended attributes on real file systems: that of temporary files, and memory. */
@ParameterizedClass
@MethodSource("fileSystems")
class AttributesTest {

  private static final String PATH = "/etc/app/a.conf";
  private static final Place PLACE = new Place(new FilePath(PATH), new FilePath("/etc/app"));
  private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);
  private static final int EPERM = 1;
  private static final int ENOSPC = 28;

  /** CAP_NET_RAW, permitted and effective: struct vfs_cap_data of linux/capability.h. */
  private static final byte[] CAPABILITIES =
      HexFormat.of().parseHex("0100000200200000000000000000000000000000");

  private final Path fileSystem;
  private Path root;
  private HostDirectory host;
  private LinuxFileStore store;

  AttributesTest(Path fileSystem) {
    this.fileSystem = fileSystem;
  }

  static Stream<Path> fileSystems() {
    return Stream.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"))
        .filter(Files::isWritable);
  }

  @BeforeEach
  void start() throws IOException {
    root = Files.createTempDirectory(fileSystem, "keelson");
    host = HostDirectory.in(root).file(PATH, "old");
    String obstacle = ExtendedAttributes.obstacle(host.at(PATH));
    assumeTrue(obstacle.isEmpty(), "no extended attributes or ACLs here: " + obstacle);
    Files.delete(host.at(PATH));
    host.file(PATH, "old").mode(PATH, "rw-r-----");
    store = storeWith(HostRoot.Tap.NONE);
  }

  private LinuxFileStore storeWith(HostRoot.Tap tap) {
    return new LinuxFileStore(new HostRoot(root, tap));
  }

  @AfterEach
  void remove() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private Map<String, String> attributes() throws IOException {
    return ExtendedAttributes.of(host.at(PATH));
  }

  private FileState state() throws HostException {
    return store.observe(PLACE).orElseThrow();
  }

  private static FileState wanted(int mode) {
    return new FileState("", mode, 12, 34, 0);
  }

  private void dress() throws IOException {
    Path file = host.at(PATH);
    ExtendedAttributes.set(file, ACL, acl(4));
    ExtendedAttributes.set(file, "user.note", "a person's");
    ExtendedAttributes.set(file, "user.empty", "");
    ExtendedAttributes.set(file, "trusted.note", new byte[] {0, 1, -1});
    if (!Files.exists(Path.of("/sys/fs/selinux/enforce"))) {
      // Without SELinux the kernel takes any label, and changes none by itself.
      ExtendedAttributes.set(file, "security.selinux", "system_u:object_r:etc_t:s0\0");
    }
  }

  @Test
  @DisplayName("N-07, N-08: label, ACL and attributes stay when the content is replaced")
  void keepsThemWhenTheContentIsReplaced() throws Exception {
    dress();
    Map<String, String> before = attributes();
    assertThat(before).hasSizeGreaterThan(3);
    store.replace(PLACE, store.observe(PLACE), NEW, wanted(0640)).keep();
    assertThat(host.read(PATH)).isEqualTo("new");
    assertThat(attributes()).isEqualTo(before);
    assertThat(state().text()).endsWith("0640 12:34 3 bytes");
  }

  @Test
  @DisplayName("N-08: a Mode that the spec sets rules the ACL's mask, as chmod does")
  void theModeOfTheSpecIsTheMaskOfTheAcl() throws Exception {
    ExtendedAttributes.set(host.at(PATH), ACL, acl(6));
    store.replace(PLACE, store.observe(PLACE), NEW, wanted(0600)).keep();
    assertThat(attributes()).containsEntry(ACL, HexFormat.of().formatHex(acl(0)));
    assertThat(state().mode()).isEqualTo(0600);
  }

  @Test
  @DisplayName("The new bytes are for nobody, at no moment, who may not read them in the end")
  void letsNobodyInWhileItIsWritten() throws Exception {
    ExtendedAttributes.set(host.at(PATH), ACL, acl(6));
    List<String> seen = new ArrayList<>();
    LinuxFileStore watched =
        storeWith((call, descriptor, name, to) -> seen.add(call + accessToNew()));
    watched.replace(PLACE, watched.observe(PLACE), NEW, wanted(0600)).keep();
    assertThat(seen).anyMatch(look -> look.contains(" 600 12 "));
    assertThat(seen).anyMatch(look -> look.contains(ACL));
    assertThat(seen)
        .filteredOn(look -> look.contains(" 600 "))
        .allMatch(look -> !look.contains(ACL) || look.contains(HexFormat.of().formatHex(acl(0))));
    assertThat(seen).noneMatch(look -> look.contains(" 660 ") || look.contains(" 640 "));
  }

  /** Mode, owner and ACL of the file that is being written; empty where there is none. */
  private String accessToNew() {
    try (Stream<Path> files = Files.list(host.at("/etc/app"))) {
      Map<String, String> all = new TreeMap<>();
      for (Path file : files.toList()) {
        if (!Files.readString(file).equals("old")) {
          all.put(
              " %o %s "
                  .formatted(
                      (int) Files.getAttribute(file, "unix:mode") & 0777,
                      Files.getAttribute(file, "unix:uid")),
              ExtendedAttributes.of(file).toString());
        }
      }
      return " " + all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("What is given back has byte for byte what it had, and nothing that it had not")
  void givesThemBack() throws Exception {
    dress();
    Map<String, String> before = attributes();
    FileState was = state();
    FileImage image = new FileImage(was, store.attributes(PLACE));
    store.remove(PLACE, was).keep();
    ExtendedAttributes.set(host.at("/etc/app"), ExtendedAttributes.DEFAULT_ACL, acl(6));
    byte[] old = "old".getBytes(StandardCharsets.UTF_8);
    store.restore(PLACE, Optional.empty(), old, image).keep();
    assertThat(attributes()).isEqualTo(before);
    assertThat(state()).isEqualTo(was);
    FileImage bare = FileImage.of(was);
    ExtendedAttributes.set(host.at(PATH), "user.later", "x");
    store.restore(PLACE, store.observe(PLACE), old, bare).keep();
    Map<String, String> label = new TreeMap<>(before);
    label.keySet().retainAll(Set.of("security.selinux"));
    assertThat(attributes()).as("a label cannot be taken off").isEqualTo(label);
    assertThat(state()).isEqualTo(was);
  }

  @Test
  void aNewFileHasWhatItsDirectoryGivesIt() throws Exception {
    Files.delete(host.at(PATH));
    ExtendedAttributes.set(host.at("/etc/app"), ExtendedAttributes.DEFAULT_ACL, acl(6));
    store.replace(PLACE, Optional.empty(), NEW, wanted(0640)).keep();
    assertThat(attributes()).containsEntry(ACL, HexFormat.of().formatHex(acl(4)));
  }

  @Test
  @DisplayName("A program with file capabilities is neither replaced nor removed")
  void refusesAFileWithCapabilities() throws Exception {
    ExtendedAttributes.set(host.at(PATH), "security.capability", CAPABILITIES);
    Map<String, String> before = attributes();
    isRefused(() -> store.attributes(PLACE), "file capabilities");
    isRefused(() -> replace(store), "file capabilities");
    isRefused(() -> store.remove(PLACE, state()), "file capabilities");
    assertThat(attributes()).isEqualTo(before);
  }

  private static Made replace(LinuxFileStore store) throws HostException {
    return store.replace(PLACE, store.observe(PLACE), NEW, wanted(0640));
  }

  private void isRefused(ThrowingCallable call, String words) throws IOException {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HostException.class, e -> assertThat(e.problem().code()).isEqualTo("FS_ATTRIBUTES"))
        .hasMessageContaining(words);
    assertThat(host.read(PATH)).isEqualTo("old");
    assertThat(host.at("/etc/app").toFile().list()).containsExactly("a.conf");
  }

  @Test
  @DisplayName("N-07: where one cannot be set, nothing is written at all")
  void writesNothingWithoutThem() throws Exception {
    dress();
    LinuxFileStore failing = storeWith(Faults.always("setxattr", EPERM));
    isRefused(() -> replace(failing), "cannot be set: Operation not permitted");
    LinuxFileStore full = storeWith(Faults.always("setxattr", ENOSPC));
    assertThatThrownBy(() -> replace(full))
        .isInstanceOfSatisfying(
            HostException.class, e -> assertThat(e.problem().code()).isEqualTo("FS_FULL"));
    assertThat(host.read(PATH)).isEqualTo("old");
  }

  @Test
  @DisplayName("N-24: somebody sets an ACL between our look and our rename")
  void leavesAFileAloneWhoseAttributesWereChangedMeanwhile() throws Exception {
    LinuxFileStore raced =
        storeWith(
            (call, descriptor, name, to) -> {
              if (call.equals("link") && name.equals("a.conf")) {
                try {
                  ExtendedAttributes.set(host.at(PATH), "user.note", "meanwhile");
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
            });
    assertThatThrownBy(() -> replace(raced)).hasMessageContaining("changed by somebody else");
    assertThat(host.read(PATH)).isEqualTo("old");
    assertThat(attributes()).containsKey("user.note");
  }

  @Test
  void refusesMoreThanItsRecordCanHold() throws Exception {
    try {
      ExtendedAttributes.set(host.at(PATH), "user.large", "x".repeat(20_000));
    } catch (IOException e) {
      assumeTrue(false, "no attribute of this size here: " + e.getMessage());
    }
    isRefused(() -> replace(store), "at most 16384 are kept");
  }
}
