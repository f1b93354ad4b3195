package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.TestAgent;
import io.keelson.agent.TestAgent.Answer;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    new ProcessBuilder("mkfifo", host.at("/etc/app/fifo").toString()).start().waitFor();
    agent = TestAgent.on(host, work, "net.*,vm.*,kernel.*,fs.*,user.*", "/etc/app,/var/lib,/home");
    // The first good call also notes its epoch, which is no change that a bad one made.
    assertThat(agent.post("/v1/sysctl", Parameter.of("vm.swappiness", "60")).status())
        .isEqualTo(200);
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
}
