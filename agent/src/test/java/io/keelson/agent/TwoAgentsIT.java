package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.setting.Parameter;
import io.keelson.testing.EnrolmentServer;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.testing.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An old pod that does not end, and a new one beside it. */
class TwoAgentsIT {

  @TempDir Path work;
  private HostDirectory host;

  @BeforeEach
  void host() throws Exception {
    host =
        HostDirectory.in(Files.createDirectory(work.resolve("host"))).sysctl("vm.swappiness", "60");
  }

  private Path second(TestCertificates authority) throws Exception {
    Path folder = Files.createDirectory(work.resolve("second"));
    EnrolmentServer.mount(folder.resolve("trust"), authority, authority);
    Files.writeString(folder.resolve("token"), EnrolmentServer.TOKEN);
    return folder;
  }

  @Test
  @DisplayName("N-22: the second waits, not ready, and touches nothing")
  void theSecondWaitsUntilTheFirstHasEnded() throws Exception {
    TestCertificates authority = TestCertificates.authority();
    try (TestAgent first = TestAgent.on(host, work, "vm.*", "");
        EnrolmentServer enrolment = EnrolmentServer.start("node1", authority)) {
      TestAgent.isOk(first.post("/v1/sysctl", Parameter.of("vm.swappiness", "10")));
      // As in the middle of a call: a start after a crash would clean up.
      host.file("/var/lib/keelson/epoch.new", "2");
      HostSnapshot before = host.snapshot();
      try (TestAgent second =
          TestAgent.enrolling(host, second(authority), enrolment.address(), authority)) {
        await().until(() -> second.health("/readyz").body().contains("another agent"));
        assertThat(second.health("/readyz").status()).isEqualTo(503);
        assertThat(second.health("/livez").status()).isEqualTo(200);
        await()
            .during(java.time.Duration.ofSeconds(1))
            .untilAsserted(() -> assertThat(second.listens()).isFalse());
        assertThat(before.changesTo(host.snapshot())).isEmpty();
        TestAgent.isOk(first.post("/v1/sysctl", Parameter.of("vm.swappiness", "11")));
        first.close();
        await().until(() -> second.health("/readyz").status() == 200);
        assertThat(second.get("/v1/state").body())
            .contains(TestAgent.OWNER.uid())
            .doesNotContain("EPOCH_UNKNOWN");
        assertThat(host.exists("/var/lib/keelson/epoch.new")).isFalse();
      }
    }
  }
}
