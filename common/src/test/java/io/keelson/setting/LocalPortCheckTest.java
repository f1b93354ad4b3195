package io.keelson.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.setting.rules.LocalPorts;
import io.keelson.setting.rules.LocalPorts.Held;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LocalPortCheckTest {

  private static final String ALL = "2379-2380,6443,9443,10250,30000-32767";
  private static final Held FRESH = new Held("32768\t60999", "");
  private static final LocalPortCheck CHECK =
      new LocalPortCheck(LocalPorts.ofNode(9443), sysctl -> false);

  private static Sysctl range(String value) {
    return new Sysctl(new SysctlName(LocalPorts.RANGE), new SysctlValue(value));
  }

  private static Sysctl reserved(String value) {
    return new Sysctl(new SysctlName(LocalPorts.RESERVED), new SysctlValue(value));
  }

  private static List<String> fields(Held now, Sysctl... asked) {
    return CHECK.check(Arrays.asList(asked), now, now).stream().map(Problem::field).toList();
  }

  @Test
  @DisplayName(
      "S-25: a wide range needs the list, in the same call in either order, or on the node")
  void needsTheListWithTheRange() {
    assertThat(fields(FRESH, range("1024 65535"))).containsExactly("parameters[0].value");
    assertThat(fields(FRESH, reserved("80"), range("1024 65535")))
        .containsExactly("parameters[1].value");
    assertThat(fields(FRESH, range("1024 65535"), reserved(ALL))).isEmpty();
    assertThat(fields(FRESH, reserved(ALL), range("1024 65535"))).isEmpty();
    assertThat(fields(new Held("32768 60999", ALL), range("1024 65535"))).isEmpty();
    assertThat(fields(new Held("32768 60999", ALL), range("1024 65535"), reserved("80")))
        .containsExactly("parameters[0].value");
    assertThat(fields(FRESH, range("32768 60999"))).isEmpty();
  }

  @Test
  @DisplayName("S-25: a list alone may not open what the range on the node then gives away")
  void keepsTheListWhileTheRangeIsWide() {
    Held wide = new Held("1024 65535", ALL);
    assertThat(fields(wide, reserved("30000-32767"))).containsExactly("parameters[0].value");
    assertThat(fields(wide, reserved(ALL + ",80"))).isEmpty();
    assertThat(fields(FRESH, reserved("80"))).isEmpty();
  }

  @Test
  @DisplayName("S-25: a list that the same call gives back does not count")
  void seesWhatIsLeftOnceOthersAreGivenBack() {
    Held now = new Held("1024 65535", ALL);
    assertThat(CHECK.check(List.of(range("1024 65535")), now, FRESH)).isPresent();
    assertThat(CHECK.check(List.of(reserved("80")), now, FRESH)).isEmpty();
  }

  @Test
  void asksNothingOfOtherKeys() {
    Sysctl other = new Sysctl(new SysctlName("vm.swappiness"), new SysctlValue("1"));
    assertThat(LocalPortCheck.concerns(List.of(other))).isFalse();
    assertThat(LocalPortCheck.concerns(List.of(other, reserved("80")))).isTrue();
    assertThat(LocalPortCheck.concerns(List.of(range("1 2")))).isTrue();
    assertThat(fields(new Held("1024 65535", ""), other)).isEmpty();
  }

  @Test
  void takesARangeThatThePolicyTakes() {
    LocalPortCheck lenient =
        new LocalPortCheck(LocalPorts.ofNode(9443), range("1024 65535")::equals);
    assertThat(lenient.check(List.of(range("1024 65535")), FRESH, FRESH)).isEmpty();
    assertThat(lenient.check(List.of(range("1025 65535")), FRESH, FRESH)).isPresent();
  }

  @Test
  void saysAloneOnlyWhatTheCallSays() {
    assertThat(CHECK.checkAlone(List.of(range("1024 65535")))).isEmpty();
    assertThat(CHECK.checkAlone(List.of(reserved("80")))).isEmpty();
    assertThat(CHECK.checkAlone(List.of(reserved("80"), range("1024 65535"))))
        .hasValueSatisfying(
            problem ->
                assertThat(problem.message())
                    .startsWith(
                        "net.ipv4.ip_local_port_range: \"1024 65535\" lets connections take ports"));
  }
}
