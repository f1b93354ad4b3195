package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.agent.host.EpochStore.Kept;
import io.keelson.testing.HostDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochFileTest {

  private static final String DIRECTORY = "/var/lib/keelson";
  private static final String FILE = DIRECTORY + "/epoch";

  @TempDir Path root;
  private HostDirectory host;

  @BeforeEach
  void makeHost() {
    host = HostDirectory.in(root);
  }

  private EpochFile file() {
    return new EpochFile(root);
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(host.at(path)));
  }

  @Test
  void isNoneOnANewNodeAndReadingMakesNothing() throws Exception {
    assertThat(file().read()).isEqualTo(new Kept(0, false));
    assertThat(host.exists(DIRECTORY)).isFalse();
  }

  @Test
  void isReadBackAndIsForRootAlone() throws Exception {
    file().write(7);
    file().write(123456789012L);
    assertThat(file().read()).isEqualTo(new Kept(123456789012L, false));
    assertThat(mode(DIRECTORY)).isEqualTo("rwx------");
    assertThat(mode(FILE)).isEqualTo("rw-------");
    assertThat(host.read(FILE)).startsWith("123456789012 ");
  }

  @Test
  void closesADirectoryThatWasOpenToOthers() throws Exception {
    host.directory(DIRECTORY).mode(DIRECTORY, "rwxrwxrwx");
    file().write(7);
    assertThat(mode(DIRECTORY)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "7\n",
        "7 \n",
        "7 00000000\n",
        "half",
        "0 f4dbdf21\n",
        "-1 00000000\n",
        " \n",
        "99999999999999999999 00000000\n"
      })
  void putsAsideWhatItDoesNotUnderstand(String content) throws Exception {
    host.file(FILE, content);
    assertThat(file().read()).isEqualTo(new Kept(0, true));
    assertThat(host.exists(FILE)).isFalse();
    assertThat(host.read(DIRECTORY + "/epoch.damaged")).isEqualTo(content);
    file().write(8);
    assertThat(file().read()).isEqualTo(new Kept(8, false));
  }

  @Test
  void noPartOfALineIsTakenForAnotherNumber() throws Exception {
    file().write(1234);
    String whole = host.read(FILE);
    for (int i = 0; i < whole.length(); i++) {
      host.file(FILE, whole.substring(0, i));
      assertThat(file().read()).as("%d characters", i).isEqualTo(new Kept(0, true));
    }
    host.file(FILE, whole + whole);
    assertThat(file().read()).isEqualTo(new Kept(0, true));
    host.file(FILE, whole.replace('2', '3'));
    assertThat(file().read()).isEqualTo(new Kept(0, true));
  }

  @Test
  void removesWhatAKillBetweenWriteAndRenameLeft() throws Exception {
    file().write(7);
    host.file(DIRECTORY + "/epoch.new", "8 12");
    assertThat(file().read()).isEqualTo(new Kept(7, false));
    assertThat(host.exists(DIRECTORY + "/epoch.new")).isFalse();
    host.file(DIRECTORY + "/epoch.new", "8 12");
    file().write(9);
    assertThat(file().read()).isEqualTo(new Kept(9, false));
  }

  @Test
  void aLinkInPlaceOfTheFileIsNotFollowed() throws Exception {
    host.file("/etc/precious", "as it was").directory(DIRECTORY).link(FILE, "/etc/precious");
    host.link(DIRECTORY + "/epoch.new", host.at("/etc/precious").toString());
    assertThat(file().read()).isEqualTo(new Kept(0, true));
    file().write(7);
    assertThat(host.read("/etc/precious")).isEqualTo("as it was");
    assertThat(file().read()).isEqualTo(new Kept(7, false));
  }

  @Test
  void aLinkInPlaceOfTheDirectoryOrAboveIsRefused() throws Exception {
    host.directory("/etc/elsewhere").link(DIRECTORY, host.at("/etc/elsewhere").toString());
    refuses();
    assertThat(host.at("/etc/elsewhere")).isEmptyDirectory();
    Files.delete(host.at(DIRECTORY));
    Files.delete(host.at("/var/lib"));
    host.link("/var/lib", host.at("/etc/elsewhere").toString());
    refuses();
    assertThat(host.at("/etc/elsewhere")).isEmptyDirectory();
  }

  @Test
  void aFileOrAnotherUsersDirectoryInItsPlaceIsRefused() throws Exception {
    host.file(DIRECTORY, "a file");
    refuses();
    Files.delete(host.at(DIRECTORY));
    host.directory(DIRECTORY);
    Files.setAttribute(host.at(DIRECTORY), "unix:uid", 1234);
    refuses();
  }

  @Test
  void aHostWithoutItsDirectoriesIsNoHost() throws Exception {
    Files.delete(host.at("/var/lib"));
    refuses();
    assertThat(host.exists("/var/lib")).isFalse();
  }

  private void refuses() {
    assertThatThrownBy(() -> file().write(7))
        .isInstanceOfSatisfying(
            HostException.class, e -> assertThat(e.problem().code()).isEqualTo("HOST_ERROR"));
    assertThatThrownBy(() -> file().read()).isInstanceOf(HostException.class);
  }
}
