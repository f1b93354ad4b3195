package io.keelson.agent.plan.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.plan.DropIn;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.SysctlValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of files were tried with systemd-sysctl 252. */
class SysctlsAtBootTest {

  private static final Sysctl FORWARD = sysctl("net.ipv4.ip_forward", "1");
  private static final Tuned NO_TUNED = tuned("", "", "");

  private static Sysctl sysctl(String key, String value) {
    return new Sysctl(new SysctlName(key), new SysctlValue(value));
  }

  private static ConfigFile file(String path, String text) {
    return new ConfigFile(path, text.replace("\\n", "\n"));
  }

  private static Tuned tuned(String active, String main, String profile) {
    return new Tuned(
        active,
        file("/etc/tuned/tuned-main.conf", main),
        List.of(file("/usr/lib/tuned/p/tuned.conf", profile)));
  }

  private static List<String> messages(List<Problem> problems) {
    return problems.stream().map(Problem::message).toList();
  }

  private static List<String> later(Sysctl wanted, String text) {
    List<ConfigFile> files = List.of(file("/etc/sysctl.d/99-x.conf", text));
    return messages(
        new SysctlsAtBoot(files, Optional.empty(), true, NO_TUNED).notPersistent(List.of(wanted)));
  }

  private static List<String> byTuned(String value, String profile) {
    return messages(
        new SysctlsAtBoot(
                List.of(), Optional.empty(), true, tuned("p", "reapply_sysctl = 0", profile))
            .notPersistent(List.of(sysctl("net.core.somaxconn", value))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "net.ipv4.ip_forward=0",
        "net/ipv4/ip_forward = 0",
        "/net/ipv4/ip_forward = 0",
        "-net.ipv4.ip_forward = 0",
        "- net.ipv4.ip_forward = 0",
        "  net.ipv4.ip_forward\t=\t0\r",
        "net.ipv4.ip_forward=1\\nnet.ipv4.ip_forward=0",
        "-net.ipv4.ip_forward\\nnet.ipv4.ip_forward=0",
        "net.ipv4.ip_forward = 1 # on",
        "net.ipv4.ip_forward =",
      })
  void aLaterLineWins(String text) {
    assertThat(later(FORWARD, text))
        .singleElement()
        .asString()
        .contains("net.ipv4.ip_forward: /etc/sysctl.d/99-x.conf line ")
        .contains("sets it to", "after a boot");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "net.ipv4.ip_forward = 1",
        "net.ipv4.ip_forward = 01",
        "net.ipv4.ip_forward=0\\nnet.ipv4.ip_forward=1",
        "#net.ipv4.ip_forward=0",
        " ; net.ipv4.ip_forward=0",
        "net.ipv4.ip_forwardx=0",
        "net/ipv4.ip_forward=0",
        "net.ipv4/ip_forward=0",
        "garbage",
        "net.ipv4.ip_forward",
        "",
        "=0",
        "net.ipv4.* = 0",
        "net.*.ip_forward = 0",
        "-net.ipv4.*",
      })
  void otherLinesDoNot(String text) {
    assertThat(later(FORWARD, text)).isEmpty();
  }

  @Test
  void aKeyWithoutAValueTakesItOut() {
    assertThat(later(FORWARD, "\\n-net.ipv4.ip_forward\\n"))
        .singleElement()
        .asString()
        .contains("99-x.conf line 2", "takes it out, so that nothing sets it");
  }

  @Test
  void theLastOfAllFilesDecides() {
    List<ConfigFile> files =
        List.of(file("/a", "vm.swappiness=5"), file("/b", "x\\nvm.swappiness=6"), file("/c", ""));
    SysctlsAtBoot atBoot = new SysctlsAtBoot(files, Optional.empty(), true, NO_TUNED);
    List<Problem> problems = atBoot.notPersistent(List.of(FORWARD, sysctl("vm.swappiness", "5")));
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.NOT_PERSISTENT);
              assertThat(problem.key()).isEqualTo("vm.swappiness");
              assertThat(problem.field()).isEqualTo("parameters[1]");
              assertThat(problem.message()).contains("/b line 2", "sets it to \"6\"");
            });
    assertThat(atBoot.notPersistent(List.of(sysctl("vm.swappiness", "6")))).isEmpty();
  }

  @Test
  void aNameWithADotInItsMiddleIsAnotherKey() {
    assertThat(
            later(
                sysctl("net.ipv4.conf.enp3s0.forwarding", "1"),
                "net/ipv4/conf/enp3s0.forwarding=0"))
        .isEmpty();
    assertThat(
            later(
                sysctl("net.ipv4.conf.enp3s0.forwarding", "1"),
                "net.ipv4.conf.enp3s0.forwarding=0"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    // systemd, TuneD's profile, is it read at boot?
    "false, '', true",
    "true,  '', false",
    "true,  p,  true",
  })
  void theOldFileIsReadWhereSomethingReadsIt(boolean systemd, String active, boolean read) {
    SysctlsAtBoot atBoot =
        new SysctlsAtBoot(
            List.of(),
            Optional.of(file("/etc/sysctl.conf", "net.ipv4.ip_forward=0")),
            systemd,
            tuned(active, "", ""));
    assertThat(messages(atBoot.notPersistent(List.of(FORWARD)))).hasSize(read ? 1 : 0);
    assertThat(atBoot.warnings(List.of(FORWARD))).hasSize(read ? 0 : 1);
  }

  @Test
  void theOldFileIsReadAfterAllOthers() {
    SysctlsAtBoot atBoot =
        new SysctlsAtBoot(
            List.of(file("/etc/sysctl.d/99-x.conf", "net.ipv4.ip_forward=0")),
            Optional.of(file("/etc/sysctl.conf", "net.ipv4.ip_forward=1")),
            false,
            NO_TUNED);
    assertThat(atBoot.notPersistent(List.of(FORWARD))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[sysctl]\\nnet.core.somaxconn=2048                     | sets it to \"2048\"",
        "[sysctl]\\nnet.core.somaxconn = \"2048\"               | sets it to \"2048\"",
        "[sysctl]\\nnet.core.somaxconn=2048 # more              | sets it to \"2048\"",
        "[sysctl]\\nnet.core.somaxconn=>2048                    | sets it to \"2048\"",
        "[sysctl]\\nnet.core.somaxconn=<512                     | sets it to \"512\"",
        "[sysctl]\\nnet.core.somaxconn=${conns}                 | may set it",
        "[net]\\ntype=sysctl\\nnet.core.somaxconn=2048          | sets it to \"2048\"",
        "[sysctl]\\nnet.core.somaxconn=1024\\nnet.core.somaxconn=1 | sets it to \"1\"",
      })
  void aTunedProfileWinsWhenItIsTheLast(String profile, String says) {
    assertThat(byTuned("1024", profile))
        .singleElement()
        .asString()
        .contains("TuneD's profile p (/usr/lib/tuned/p/tuned.conf line ", says, "reapply_sysctl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[sysctl]\\nnet.core.somaxconn=1024",
        "[sysctl]\\nnet.core.somaxconn=>512",
        "[sysctl]\\nnet.core.somaxconn=<2048",
        "[sysctl]\\nnet.core.somaxconn=>1024",
        "[sysctl]\\nnet.core.somaxconn=<1024",
        "[sysctl]\\n#net.core.somaxconn=2048",
        "[sysctl]\\nnet.core.rmem_max=1",
        "[sysctl]\\ntype=bootloader\\nnet.core.somaxconn=2048",
        "[main]\\nnet.core.somaxconn=2048",
        "net.core.somaxconn=2048",
        "",
      })
  void aTunedProfileThatSaysNothingElseDoesNot(String profile) {
    assertThat(byTuned("1024", profile)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'reapply_sysctl = 1', p",
    "'', p",
    "'#reapply_sysctl = 0', p",
    "'reapply_sysctl = 0', ''"
  })
  void aTunedProfileThatAppliesSysctlDAgainDoesNot(String main, String active) {
    SysctlsAtBoot atBoot =
        new SysctlsAtBoot(
            List.of(),
            Optional.empty(),
            true,
            tuned(active, main, "[sysctl]\\nnet.ipv4.ip_forward=0"));
    assertThat(atBoot.notPersistent(List.of(FORWARD))).isEmpty();
  }

  @Test
  void aTunedProfileWinsOverLaterFilesToo() {
    SysctlsAtBoot atBoot =
        new SysctlsAtBoot(
            List.of(file("/etc/sysctl.d/99-x.conf", "net.ipv4.ip_forward=0")),
            Optional.empty(),
            true,
            tuned("p", "reapply_sysctl = off", "[sysctl]\\nnet.ipv4.ip_forward=1"));
    assertThat(atBoot.notPersistent(List.of(FORWARD))).isEmpty();
  }

  @Test
  void whatTheDropInKeepsAlreadyNeedsNoWriting() {
    DropIn kept = DropIn.parse("vm.swappiness = 10\nnet.ipv4.ip_forward = 0\n");
    List<Sysctl> wanted =
        List.of(sysctl("vm.swappiness", "10"), FORWARD, sysctl("vm.dirty_ratio", "5"));
    assertThat(messages(SysctlsAtBoot.notWritable(wanted, kept)))
        .satisfiesExactly(
            one -> assertThat(one).contains("net.ipv4.ip_forward: /etc/sysctl.d is read-only"),
            two -> assertThat(two).contains("vm.dirty_ratio: /etc/sysctl.d is read-only"));
  }

  @Test
  void aStrangeValueIsShownInPlainCharactersAndInShort() {
    assertThat(later(FORWARD, "net.ipv4.ip_forward = \u001b[2J" + "x".repeat(5000)).getFirst())
        .contains("\\u001b[2J")
        .hasSizeLessThan(400);
  }
}
