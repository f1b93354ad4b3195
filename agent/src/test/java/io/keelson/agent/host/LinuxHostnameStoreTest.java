package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.setting.SysctlName;
import io.keelson.testing.HostDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both places of the name are as before when one of them fails. */
class LinuxHostnameStoreTest {

  @TempDir Path root;
  private HostDirectory host;
  private boolean fileReadFails;
  private boolean kernelKeepsItsName;

  @BeforeEach
  void start() {
    host = HostDirectory.in(root);
  }

  private void setFails() throws IOException {
    LinuxHostnameStore store = new LinuxHostnameStore(new Kernel(), new Disk());
    assertThatThrownBy(() -> store.set("node7", store.file())).isInstanceOf(HostException.class);
    assertThat(host.hostname()).isEqualTo("node1");
    assertThat(host.read("/etc/hostname")).isEqualTo("node1\n");
    try (Stream<Path> etc = Files.list(host.at("/etc"))) {
      assertThat(etc.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("hostname", "sysctl.d");
    }
  }

  @Test
  void putsTheFileBackWhenItCannotBeReadBack() throws IOException {
    fileReadFails = true;
    setFails();
  }

  @Test
  void putsTheFileBackWhenTheKernelKeepsItsName() throws IOException {
    kernelKeepsItsName = true;
    setFails();
  }

  private final class Kernel implements SysctlStore {

    @Override
    public String read(SysctlName name) {
      return host.hostname();
    }

    @Override
    public boolean isPublic(SysctlName name) {
      return true;
    }

    @Override
    public void checkWritable(SysctlName name) {
      // It is.
    }

    @Override
    public void write(SysctlName name, String value) throws HostException {
      if (kernelKeepsItsName) {
        throw new HostException("SYSCTL_READBACK_MISMATCH", name.text(), "kept");
      }
      throw new AssertionError("the file comes first");
    }
  }

  private final class Disk implements FileStore {

    private final FileStore real = newStore(root);

    @Override
    public Optional<FileStamp> stamp(Place place) throws HostException {
      return real.stamp(place);
    }

    @Override
    public Optional<FileState> observe(Place place) throws HostException {
      return real.observe(place);
    }

    @Override
    public Optional<byte[]> read(Place place, int most) throws HostException {
      if (fileReadFails) {
        throw new HostException("HOST_ERROR", place.path().text(), "Input/output error");
      }
      return real.read(place, most);
    }

    @Override
    public Map<String, String> attributes(Place place) throws HostException {
      return real.attributes(place);
    }

    @Override
    public void checkReplaceable(Place place) throws HostException {
      real.checkReplaceable(place);
    }

    @Override
    public Made replace(Place place, Optional<FileState> expected, byte[] content, FileState state)
        throws HostException {
      return real.replace(place, expected, content, state);
    }

    @Override
    public Made restore(Place place, Optional<FileState> expected, byte[] content, FileImage was)
        throws HostException {
      return real.restore(place, expected, content, was);
    }

    @Override
    public Made remove(Place place, FileState expected) throws HostException {
      return real.remove(place, expected);
    }

    @Override
    public void sweep(Place place) throws HostException {
      real.sweep(place);
    }
  }

  private static FileStore newStore(Path root) {
    return new LinuxFileStore(root);
  }
}
