package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.keelson.setting.FilePath;
import io.keelson.testing.HostDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxDirectoryStoreTest {

  private static final FilePath DIRECTORY = new FilePath("/etc/app/x");

  @TempDir Path root;
  private HostDirectory host;
  private LinuxDirectoryStore store;
  private String identity;

  @BeforeEach
  void start() {
    host = HostDirectory.in(root).directory("/etc/app/x");
    store = new LinuxDirectoryStore(HostRoot.of(root));
    identity = store.identity(DIRECTORY);
    assumeFalse(identity.isEmpty(), "this file system does not know when a directory was made");
  }

  @Test
  void removesTheVeryDirectoryThatWasSeen() throws HostException, IOException {
    Files.writeString(host.at("/etc/app/x/a"), "a");
    Files.delete(host.at("/etc/app/x/a"));
    store.removeUnused(DIRECTORY, identity);
    assertThat(host.exists("/etc/app/x")).isFalse();
  }

  /** Most file systems give the next directory the inode of the one that has gone. */
  @Test
  void leavesOneThatSomebodyMadeInItsPlace() throws HostException, IOException {
    Files.delete(host.at("/etc/app/x"));
    host.directory("/etc/app/x");
    store.removeUnused(DIRECTORY, identity);
    assertThat(host.exists("/etc/app/x")).isTrue();
  }

  @Test
  void leavesOneOfWhichNothingIsKnown() throws HostException {
    store.removeUnused(DIRECTORY, "");
    assertThat(host.exists("/etc/app/x")).isTrue();
    assertThat(store.identity(new FilePath("/etc/app/none"))).isEmpty();
  }
}
