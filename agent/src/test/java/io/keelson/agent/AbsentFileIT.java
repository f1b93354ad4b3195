package io.keelson.agent;

import static io.keelson.agent.TestAgent.isOk;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code Ensure: Absent}, over real HTTPS. */
class AbsentFileIT {

  private static final String FILE = "/etc/app/a.conf";
  private static final Owner OWNER = TestAgent.OWNER;
  private static final Owner YOUNGER = TestAgent.YOUNGER;

  @TempDir Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeEach
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .file(FILE, "before \u00e4\u0000\n")
            .mode(FILE, "rw-r-----");
    Files.setAttribute(host.at(FILE), "unix:uid", 77);
    Files.setAttribute(host.at(FILE), "unix:gid", 78);
    agent = TestAgent.on(host, work, "vm.*", "/etc/app");
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

  private void isAsItWas() throws Exception {
    assertThat(host.read(FILE)).isEqualTo("before \u00e4\u0000\n");
    assertThat(Files.getAttribute(host.at(FILE), "unix:mode")).isEqualTo(0100640);
    assertThat(Files.getAttribute(host.at(FILE), "unix:uid")).isEqualTo(77);
    assertThat(Files.getAttribute(host.at(FILE), "unix:gid")).isEqualTo(78);
  }

  @Test
  void removesTheFileAndGivesItBack() throws Exception {
    HostSnapshot before = host.snapshot();
    String dry = isOk(agent.post("/v1/file?dryRun=true", Parameter.absent(FILE))).body();
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    String real = isOk(apply(OWNER, 1, Parameter.absent(FILE))).body();
    assertThat(real)
        .contains("0640 77:78 ", "\"now\":\"absent\",\"changed\":true")
        .isEqualTo(dry.replace("\"dryRun\":true", "\"dryRun\":false"));
    assertThat(host.exists(FILE)).isFalse();
    agent.close();
    agent = TestAgent.on(host, work, "vm.*", "/etc/other");
    assertThat(release(OWNER)).contains("\"was\":\"absent\"", "\"kept\":[]");
    isAsItWas();
  }

  @Test
  @DisplayName("Its parameter leaves the spec: it comes back in the same call as others go")
  void givesItBackWhenItIsNoLongerAskedFor() throws Exception {
    host.file("/etc/app/b.conf", "b");
    isOk(apply(OWNER, 1, Parameter.absent(FILE)));
    isOk(apply(OWNER, 2, Parameter.absent("/etc/app/b.conf")));
    isAsItWas();
    assertThat(host.exists("/etc/app/b.conf")).isFalse();
    isOk(apply(OWNER, 3, Parameter.of("/etc/app/b.conf", "new")));
    assertThat(host.read("/etc/app/b.conf")).isEqualTo("new");
    release(OWNER);
    assertThat(host.read("/etc/app/b.conf")).isEqualTo("b");
  }

  @Test
  void changesNothingWhereThereIsNoSuchFileOrNoDirectory() {
    Parameter[] none = {
      Parameter.absent("/etc/app/none.conf"), Parameter.absent("/etc/app/none/none.conf")
    };
    assertThat(isOk(apply(OWNER, 1, none)).body())
        .contains("\"was\":\"absent\",\"now\":\"absent\",\"changed\":false")
        .doesNotContain("\"changed\":true");
    HostSnapshot before = host.snapshot();
    isOk(apply(OWNER, 1, none));
    assertThat(before.changesTo(host.snapshot())).isEmpty();
    assertThat(release(OWNER)).contains("\"kept\":[]").doesNotContain("\"changed\":true");
  }

  @Test
  @DisplayName("F-32: what somebody put there since is left and told")
  void leavesWhatSomebodyPutThereSince() {
    isOk(apply(OWNER, 1, Parameter.absent(FILE)));
    host.file(FILE, "somebody's");
    assertThat(release(OWNER)).contains("CHANGED_SINCE", FILE);
    assertThat(host.read(FILE)).isEqualTo("somebody's");
  }

  @Test
  void leavesItWhenItsDirectoryIsGone() throws Exception {
    host.file("/etc/app/sub/b.conf", "b");
    isOk(apply(OWNER, 1, Parameter.absent("/etc/app/sub/b.conf")));
    Files.delete(host.at("/etc/app/sub"));
    assertThat(release(OWNER)).contains("CHANGED_SINCE", "/etc/app/sub/b.conf");
  }

  @Test
  @DisplayName("There and not there are two values: the older MyKind has it")
  void isAConflictWithAnOwnerWhoWantsItThere() {
    isOk(apply(OWNER, 1, Parameter.absent(FILE)));
    assertThat(apply(YOUNGER, 1, Parameter.of(FILE, "x")).body()).contains("CONFLICT");
    isOk(apply(YOUNGER, 1, Parameter.absent(FILE)));
    release(OWNER);
    assertThat(host.exists(FILE)).as("the other one holds it still").isFalse();
    isOk(apply(OWNER, 9, Parameter.of(FILE, "x")));
    assertThat(host.read(FILE)).isEqualTo("x");
    assertThat(apply(YOUNGER, 9, Parameter.absent(FILE)).body()).contains("CONFLICT");
  }

  @Test
  void takesBackTheRemovalWhenALaterParameterFails() throws Exception {
    HostSnapshot before = host.snapshot();
    assertThat(apply(OWNER, 1, Parameter.absent(FILE), Parameter.of("/etc/app/no/x", "x")).body())
        .contains("PATH_PARENT_MISSING");
    assertThat(before.changesTo(host.snapshot())).noneMatch(c -> c.startsWith("/etc"));
    isAsItWas();
  }
}
