package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.testing.HostDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedLogTest {

  private static final String DIRECTORY = "/var/log/keelson";
  private static final String FILE = DIRECTORY + "/audit.log";

  @TempDir Path root;
  private HostDirectory host;

  @BeforeEach
  void makeHost() {
    host = HostDirectory.in(root);
  }

  private void append(String lines) throws HostException {
    new RotatedLog(root, 20).append(lines.getBytes(StandardCharsets.UTF_8));
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(host.at(path)));
  }

  @Test
  void isThereOnceItIsOpenedAndIsForRootAndItsGroup() throws Exception {
    new RotatedLog(root, 20).open();
    assertThat(host.read(FILE)).isEmpty();
    assertThat(mode(DIRECTORY)).isEqualTo("rwxr-x---");
    assertThat(mode(FILE)).isEqualTo("rw-r-----");
    append("1\n");
    append("2\n3\n");
    assertThat(host.read(FILE)).isEqualTo("1\n2\n3\n");
  }

  @Test
  void keepsFiveFilesOfTheirSize() throws Exception {
    for (int i = 0; i < 30; i++) {
      append("line %04d\n".formatted(i));
    }
    assertThat(host.read(FILE)).isEqualTo("line 0028\nline 0029\n");
    assertThat(host.read(FILE + ".1")).isEqualTo("line 0026\nline 0027\n");
    assertThat(host.read(FILE + ".4")).isEqualTo("line 0020\nline 0021\n");
    assertThat(host.exists(FILE + ".5")).isFalse();
    assertThat(mode(FILE)).isEqualTo("rw-r-----");
  }

  @Test
  void neverCutsLinesThatCameTogether() throws Exception {
    append("0\n");
    append("a longer line than there is room for\n");
    assertThat(host.read(FILE)).isEqualTo("a longer line than there is room for\n");
    assertThat(host.read(FILE + ".1")).isEqualTo("0\n");
  }

  @Test
  void beginsANewLineAfterHalfOfOne() throws Exception {
    append("1\n");
    Files.writeString(host.at(FILE), "1\nhal");
    append("2\n");
    assertThat(host.read(FILE)).isEqualTo("1\nhal\n2\n");
  }

  @Test
  void isMadeAnewWhenSomebodyRemovesIt() throws Exception {
    append("1\n");
    Files.delete(host.at(FILE));
    append("2\n");
    assertThat(host.read(FILE)).isEqualTo("2\n");
  }

  @Test
  void followsNoLinkOfTheDirectoryOrOfTheFile() throws Exception {
    host.directory("/etc/elsewhere")
        .file("/etc/precious", "as it was")
        .link(DIRECTORY, host.at("/etc/elsewhere").toString());
    assertThatThrownBy(() -> append("1\n")).isInstanceOf(HostException.class);
    assertThat(host.at("/etc/elsewhere")).isEmptyDirectory();
    Files.delete(host.at(DIRECTORY));
    host.link(FILE, host.at("/etc/precious").toString());
    assertThatThrownBy(() -> new RotatedLog(root).append(new byte[] {'\n'}))
        .isInstanceOf(HostException.class);
    assertThat(host.read("/etc/precious")).isEqualTo("as it was");
  }

  @Test
  void writesToNothingButAPlainFileWithOneName() throws Exception {
    host.file("/etc/precious", "as it was").directory(DIRECTORY);
    Files.createLink(host.at(FILE), host.at("/etc/precious"));
    assertThatThrownBy(() -> append("1\n")).isInstanceOf(HostException.class);
    assertThat(host.read("/etc/precious")).isEqualTo("as it was");
    Files.delete(host.at(FILE));
    new ProcessBuilder("mkfifo", host.at(FILE).toString()).start().waitFor();
    assertThatThrownBy(() -> append("1\n")).isInstanceOf(HostException.class);
  }

  @Test
  void anotherUsersDirectoryIsRefused() throws Exception {
    host.directory(DIRECTORY);
    Files.setAttribute(host.at(DIRECTORY), "unix:uid", 1234);
    assertThatThrownBy(() -> append("1\n")).hasMessageContaining("another user");
  }
}
