package io.keelson.agent;

import static io.keelson.agent.TestAgent.isOk;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that a file needs, made where the policy says so, over real HTTPS. */
class MadeDirectoriesIT {

  private static final String DEEP = "/etc/app/x/y/a.conf";
  private static final String SHALLOW = "/etc/app/x/b.conf";
  private static final Owner OWNER = TestAgent.OWNER;
  private static final Owner YOUNGER = TestAgent.YOUNGER;

  private static final String POLICY =
      """
      {"files": [
        {"root": "/etc/app", "createParents": true},
        {"root": "/etc/deep/er", "createParents": true},
        {"root": "/etc/none"},
        {"path": "/etc/docker/daemon.json", "rootEquivalent": "accepted", "createParents": true}
      ]}
      """;

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws IOException {
    host = HostDirectory.in(Files.createDirectory(work.resolve("host"))).directory("/etc/none");
    agent = TestAgent.withPolicy(host, Files.createDirectory(work.resolve("agent")), POLICY);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private Answer apply(Owner owner, long generation, Parameter... parameters) {
    return agent.apply("/v1/file", owner, generation, parameters);
  }

  private String release(Owner owner) {
    return isOk(agent.release(owner, "/v1/file", false)).body();
  }

  private static Parameter file(String path) {
    return Parameter.of(path, "x");
  }

  @Test
  @DisplayName("The allowed directory itself, and all below it: 0755, for root; gone on revert")
  void makesWhatIsMissingAndTakesItAway() throws IOException {
    String dry = isOk(agent.post("/v1/file?dryRun=true", file(DEEP), file(SHALLOW))).body();
    assertThat(host.exists("/etc/app")).isFalse();
    String real = isOk(apply(OWNER, 1, file(DEEP), file(SHALLOW))).body();
    assertThat(real)
        .contains("/etc/app/x/y: there was no such directory: it is made, 0755 and for root")
        .isEqualTo(dry.replace("\"dryRun\":true", "\"dryRun\":false"));
    for (String directory : List.of("/etc/app", "/etc/app/x", "/etc/app/x/y")) {
      assertThat(Files.getAttribute(host.at(directory), "unix:mode")).isEqualTo(0040755);
      assertThat(Files.getAttribute(host.at(directory), "unix:uid")).isEqualTo(0);
      assertThat(Files.getAttribute(host.at(directory), "unix:gid")).isEqualTo(0);
    }
    assertThat(isOk(apply(OWNER, 2, file(SHALLOW))).body()).contains("\"warnings\":[]");
    assertThat(host.exists("/etc/app/x/y")).isFalse();
    assertThat(host.read(SHALLOW)).isEqualTo("x");
    release(OWNER);
    assertThat(host.exists("/etc/app")).isFalse();
  }

  @Test
  @DisplayName("The one that goes last takes the directory along, whoever made it")
  void theLastFileTakesItAlong() {
    isOk(apply(OWNER, 1, file(DEEP)));
    isOk(apply(YOUNGER, 1, file(SHALLOW)));
    release(OWNER);
    assertThat(host.exists("/etc/app/x/y")).isFalse();
    assertThat(host.read(SHALLOW)).isEqualTo("x");
    release(YOUNGER);
    assertThat(host.exists("/etc/app")).isFalse();
  }

  @Test
  void leavesADirectoryThatOthersUseOrChangedAndThatOthersMadeSince() throws IOException {
    isOk(apply(OWNER, 1, file(DEEP)));
    host.file("/etc/app/x/theirs", "theirs").mode("/etc/app/x/y", "rwx------");
    assertThat(release(OWNER)).contains("\"kept\":[]");
    assertThat(host.exists(DEEP)).isFalse();
    assertThat(host.exists("/etc/app/x/y")).isTrue();
    assertThat(host.read("/etc/app/x/theirs")).isEqualTo("theirs");
    Files.delete(host.at("/etc/app/x/theirs"));
    host.mode("/etc/app/x/y", "rwxr-xr-x");
    agent.close();
    agent = TestAgent.withPolicy(host, work.resolve("agent"), POLICY);
    assertThat(agent.get("/v1/state").body()).contains("\"held\":[]");
    assertThat(host.exists("/etc/app/x/y")).as("what was given up is nobody's").isTrue();
  }

  @Test
  void makesTheDirectoryOfASingleFile() {
    isOk(apply(OWNER, 1, file("/etc/docker/daemon.json")));
    assertThat(host.read("/etc/docker/daemon.json")).isEqualTo("x");
  }

  @Test
  @DisplayName("Where the policy does not say so: refused, with what would be right")
  void makesNoneWhereThePolicyDoesNotSaySo() {
    HostSnapshot before = host.snapshot();
    assertThat(apply(OWNER, 1, file("/etc/none/x/a.conf")).body())
        .contains(
            "PATH_PARENT_MISSING", "no directory \\\"x\\\"", "make it first", "createParents");
    assertThat(apply(OWNER, 1, file("/etc/deep/er/a.conf")).body())
        .contains(
            "PATH_PARENT_MISSING", "no directory \\\"deep\\\"", "only from /etc/deep/er downwards");
    assertThat(before.changesTo(host.snapshot())).noneMatch(c -> c.startsWith("/etc"));
  }

  @Test
  @DisplayName("F-16, F-20, F-25: no link, file or open directory on the way")
  void makesNoneBelowWhatIsNotToBeTrusted() {
    host.link("/etc/app/link", "/etc")
        .file("/etc/app/file", "file")
        .directory("/etc/app/open")
        .mode("/etc/app/open", "rwxrwxrwx");
    HostSnapshot before = host.snapshot();
    assertThat(apply(OWNER, 1, file("/etc/app/link/x/a")).body()).contains("PATH_SYMLINK");
    assertThat(apply(OWNER, 1, file("/etc/app/file/x/a")).body()).contains("PATH_PARENT_MISSING");
    assertThat(apply(OWNER, 1, file("/etc/app/open/x/a")).body()).contains("PATH_NOT_ALLOWED");
    assertThat(before.changesTo(host.snapshot())).noneMatch(c -> c.startsWith("/etc"));
  }

  @Test
  void removesNoDirectoryThatWasThereBefore() {
    host.directory("/etc/app/x");
    isOk(apply(OWNER, 1, file(DEEP)));
    release(OWNER);
    assertThat(host.exists("/etc/app/x")).isTrue();
    assertThat(host.exists("/etc/app/x/y")).isFalse();
  }
}
