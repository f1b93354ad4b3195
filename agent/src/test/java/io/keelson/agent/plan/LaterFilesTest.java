package io.keelson.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.plan.LaterFiles.Later;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.SysctlValue;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaterFilesTest {

  private static final List<Sysctl> WANTED =
      List.of(new Sysctl(new SysctlName("net.ipv4.ip_forward"), new SysctlValue("1")));

  private static List<String> warnings(String line) {
    return LaterFiles.warnings(WANTED, List.of(new Later("/etc/sysctl.conf", "# x\n" + line)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "net.ipv4.ip_forward=0",
        "net/ipv4/ip_forward = 0",
        "-net.ipv4.ip_forward = 0",
        "  net.ipv4.ip_forward\t=\t0",
        "net.ipv4.* = 0"
      })
  void warnsOfALineThatWins(String line) {
    assertThat(warnings(line))
        .singleElement()
        .asString()
        .contains("net.ipv4.ip_forward", "/etc/sysctl.conf", "0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "net.ipv4.ip_forward = 1",
        "#net.ipv4.ip_forward=0",
        "net.ipv4.ip_forwardx=0",
        "garbage",
        ""
      })
  void staysSilentOtherwise(String line) {
    assertThat(warnings(line)).isEmpty();
  }
}
