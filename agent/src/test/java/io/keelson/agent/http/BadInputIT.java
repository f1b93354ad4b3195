package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keelson.agent.TestAgent;
import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad input of the acceptance list, over real HTTPS: the right code, and a host on which nothing at
 * all has changed. The policy allows more than any site should, so that the refusals of the code
 * itself are what is seen. Each request also carries a good first parameter that must not be
 * applied.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {

  @TempDir static Path work;
  private HostDirectory host;
  private TestAgent agent;

  @BeforeAll
  void start() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host")))
            .sysctl("net.ipv4.ip_forward", "0")
            .sysctl("net.ipv4.ip_local_port_range", "10000\t60999")
            .sysctl("net.ipv4.ip_local_reserved_ports", "10250,30000-32767")
            .sysctl("vm.swappiness", "60")
            .file("/proc/meminfo", "MemTotal:        8000000 kB\nHugepagesize:       2048 kB\n")
            .sysctl("kernel.core_pattern", "core")
            .sysctl("kernel.modprobe", "/sbin/modprobe")
            .file("/etc/app/good.conf", "as it was\n")
            .file("/etc/shadow", "root:secret\n")
            .file("/etc/outside.conf", "outside\n")
            .link("/etc/app/link.conf", "/etc/shadow")
            .link("/etc/app/relative.conf", "../shadow")
            .link("/etc/app/dangling.conf", "nowhere")
            .link("/etc/app/dirlink", "/etc")
            .link("/etc/app/rellink", "..")
            .directory("/etc/app/dir")
            .file("/etc/app/open/x.conf", "x")
            .mode("/etc/app/open", "rwxrwxrwx")
            .file("/etc/app/linked.conf", "two names");
    Files.createLink(host.at("/etc/app/other-name.conf"), host.at("/etc/app/linked.conf"));
    run("mkfifo", "/etc/app/fifo");
    run("mknod", "/etc/app/character", "c", "1", "3");
    run("mknod", "/etc/app/block", "b", "7", "250");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Its name stays when it is closed.
      socket.bind(UnixDomainSocketAddress.of(host.at("/etc/app/socket")));
    }
    agent = TestAgent.on(host, work, "net.*,vm.*,kernel.*,fs.*,user.*", "/etc/app,/var/lib,/home");
    // The first good call also notes its epoch, which is no change that a bad one made.
    assertThat(agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "60")).status())
        .isEqualTo(200);
  }

  /** A program, with a place on the host as its first word after those given before it. */
  private int run(String program, String path, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.split(" ")));
    command.add(host.at(path).toString());
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @AfterAll
  void stop() {
    agent.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.keelson.agent.http.BadRequests#rows")
  void isRefusedAndChangesNothing(BadRequests.Row row) {
    HostSnapshot before = host.snapshot();
    Answer answer = agent.post(row.api(), row.parameters().toArray(Parameter[]::new));
    assertThat(answer.body()).contains("\"code\":\"" + row.code() + "\"");
    assertThat(answer.status()).isEqualTo(row.status());
    assertThat(answer.headers().get("content-type")).containsExactly("application/problem+json");
    assertThat(answer.body()).doesNotContain("secret", work.toString(), "Exception");
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"+i, /etc/app/marked", "+a, /etc/app/marked", "+i, /etc/app"})
  @DisplayName("F-22: immutable or append-only, the file or its directory")
  void leavesAFileThatIsMarked(String mark, String path) throws Exception {
    host.file("/etc/app/marked", "as it was");
    assumeTrue(run("chattr " + mark, path) == 0, "no such mark on this file system");
    try {
      HostSnapshot before = host.snapshot();
      Parameter good = Parameter.of("/etc/app/good.conf", "changed");
      for (Parameter bad :
          List.of(Parameter.of("/etc/app/marked", "x"), Parameter.absent("/etc/app/marked"))) {
        Answer answer = agent.post("/v1/file", good, bad);
        assertThat(answer.body()).contains("FS_IMMUTABLE", "chattr");
        assertThat(answer.status()).as("it may end without a new spec").isEqualTo(503);
        assertThat(before.changesTo(host.snapshot())).isEmpty();
      }
    } finally {
      run("chattr " + mark.replace('+', '-'), path);
    }
    assertThat(agent.post("/v1/file?dryRun=true", Parameter.of("/etc/app/marked", "x")).status())
        .isEqualTo(200);
  }
}
