package io.keelson.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.setting.Checked.Invalid;
import io.keelson.setting.Checked.Valid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The F list, as far as it needs no host. */
class FileCheckTest {

  private static final String PATH = "/etc/docker/daemon.json";

  @Test
  void takesAFileWithItsDefaults() {
    assertThat(check(Parameter.of(PATH, "{}\n")))
        .isEqualTo(
            new Valid(
                List.of(
                    new ManagedFile(
                        new FilePath(PATH),
                        Content.of("{}\n".getBytes(StandardCharsets.UTF_8)),
                        new FileMode(0644),
                        OptionalLong.empty(),
                        OptionalLong.empty()))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // F-01, F-02
        "/etc/shadow",
        "/etc/shadow-",
        "/etc/passwd",
        "/etc/group",
        "/etc/gshadow",
        "/etc/sudoers",
        "/etc/sudoers.d/x",
        "/root/.ssh/authorized_keys",
        "/home/u/.ssh/authorized_keys",
        "/etc/ssh/sshd_config",
        // F-03, F-06: of the second tier, what is never allowed
        "/etc/kubernetes/manifests/x.yaml",
        "/etc/kubelet.d/x.yaml",
        "/etc/kubernetes/pki/ca.key",
        "/var/lib/kubelet/pods/u/volumes/token",
        "/etc/ld.so.preload",
        "/etc/pam.d/sshd",
        "/usr/lib/x86_64-linux-gnu/security/pam_x.so",
        "/etc/security/namespace.init",
        // F-07, F-08
        "/etc/sysctl.d/99-x.conf",
        "/etc/sysctl.conf",
        "/run/sysctl.d/x",
        "/etc/hostname",
        "/etc/machine-id",
        // F-09, F-18
        "/proc/sys/kernel/core_pattern",
        "/proc/self/root/etc/x",
        "/proc/1/root/etc/x",
        "/sys/x",
        "/dev/sda",
        "/dev/fd/3",
        "/boot/x",
        "/run/x.sock",
        "/var/run/x",
        // F-10
        "/var/lib/keelson/record",
        "/etc/keelson/tls/tls.key",
        // F-31
        "/ETC/Shadow",
        "/etc/SSH/x"
      })
  void refusesFilesThatNothingAllows(String path) {
    assertThat(codes(Parameter.of(path, "x"))).containsExactly("PATH_FORBIDDEN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // F-03
        "/etc/kubernetes/kubelet.conf",
        "/var/lib/kubelet/config.yaml",
        "/etc/cni/net.d/10-x.conf",
        "/etc/containerd/config.toml",
        "/etc/crio/crio.conf",
        // F-04
        "/etc/systemd/system/x.service",
        "/run/systemd/system/x",
        "/usr/lib/systemd/system/x",
        "/etc/init.d/x",
        "/etc/udev/rules.d/x",
        // F-05
        "/etc/cron.d/x",
        "/etc/crontab",
        "/etc/anacrontab",
        "/var/spool/cron/root",
        "/etc/logrotate.d/x",
        "/etc/apt/apt.conf.d/x",
        "/etc/dhcp/dhclient-exit-hooks.d/x",
        "/etc/NetworkManager/dispatcher.d/x",
        "/etc/update-motd.d/x",
        "/etc/profile.d/x",
        "/etc/bash.bashrc",
        // F-06
        "/etc/ld.so.conf.d/x",
        "/etc/polkit-1/rules.d/x",
        "/etc/nsswitch.conf",
        "/etc/modprobe.d/x",
        "/etc/modules-load.d/x",
        "/etc/binfmt.d/x",
        "/etc/tmpfiles.d/x",
        "/etc/docker/daemon.json",
        "/etc/yum.repos.d/x.repo",
        "/etc/apt/sources.list.d/x.list",
        "/home/u/.bashrc",
        "/etc/security/limits.d/x.conf",
        "/ETC/Cron.d/x"
      })
  void leavesFilesThatMakeRootToThePolicy(String path) {
    assertThat(check(Parameter.of(path, "x"))).isInstanceOf(Valid.class);
    assertThat(PathRisk.of(new FilePath(path)))
        .hasValueSatisfying(
            risk -> assertThat(risk.tier()).isEqualTo(PathRisk.Tier.ROOT_EQUIVALENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // F-11
        "/etc/app/../shadow",
        "/etc/./shadow",
        "//etc//shadow",
        "/etc/app/",
        "/etc//x",
        // F-12
        "../etc/x",
        "etc/x",
        "",
        "/",
        // F-13
        "/etc/app/%2e%2e/shadow",
        "..\\..\\",
        "~root/x",
        "$HOME/x",
        "C:\\x",
        "/etc/$HOME",
        // F-14
        "/etc/a\u0000b",
        "/etc/a\nb",
        "/etc/a\u001bb",
        "/etc/\ud800",
        "/etc/ü"
      })
  void refusesPathsThatAreNoPlainAbsolutePath(String path) {
    assertThat(codes(Parameter.of(path, "x"))).containsExactly("PATH_INVALID");
  }

  @Test // F-14
  void refusesLongNamesAndPaths() {
    assertThat(codes(Parameter.of("/etc/" + "a".repeat(300), "x"))).containsExactly("PATH_INVALID");
    assertThat(codes(Parameter.of("/a".repeat(2500), "x"))).containsExactly("PATH_INVALID");
  }

  @ParameterizedTest // F-23
  @ValueSource(
      strings = {
        "4755", "2755", "1777", "0777", "0666", "0002", "99999", "-1", "644", "420", "0o644", "u+x",
        "", " 644", "06444"
      })
  void refusesModesThatAreSpecialOrOpenToTheWorld(String mode) {
    assertThat(codes(new Parameter(PATH, "x", mode, null, null, null)))
        .containsExactly("MODE_FORBIDDEN");
  }

  @ParameterizedTest
  @CsvSource({"0644,420", "0600,384", "0755,493", "0000,0", "0775,509"})
  void readsModesAsOctal(String text, int bits) {
    assertThat(FileMode.parse(text).bits()).isEqualTo(bits);
    assertThat(FileMode.parse(text).text()).isEqualTo(text);
  }

  @Test // F-24
  void refusesIdsThatTheKernelReadsAsNoChange() {
    assertThat(codes(new Parameter(PATH, "x", null, -1L, 4_294_967_295L, null)))
        .containsExactly("OWNER_INVALID", "OWNER_INVALID");
  }

  @Test // F-26
  void refusesContentOver512KiB() {
    assertThat(codes(Parameter.of(PATH, "x".repeat(512 * 1024 + 1))))
        .containsExactly("CONTENT_TOO_LARGE");
    assertThat(check(Parameter.of(PATH, "x".repeat(512 * 1024)))).isInstanceOf(Valid.class);
    String base64 = Base64.getEncoder().encodeToString(new byte[512 * 1024 + 1]);
    assertThat(codes(new Parameter(PATH, base64, null, null, null, "Base64")))
        .containsExactly("CONTENT_TOO_LARGE");
  }

  @Test // F-27
  void refusesBadBase64UnknownEncodingAndBrokenUnicode() {
    assertThat(codes(new Parameter(PATH, "§", null, null, null, "Base64")))
        .containsExactly("CONTENT_INVALID");
    assertThat(codes(new Parameter(PATH, "QQ", null, null, null, "Hex")))
        .containsExactly("CONTENT_INVALID");
    assertThat(codes(Parameter.of(PATH, "\ud800"))).containsExactly("CONTENT_INVALID");
    assertThat(codes(new Parameter(PATH, null, null, null, null, null)))
        .containsExactly("CONTENT_INVALID");
  }

  @Test
  void takesAFileThatShallNotBeThere() {
    assertThat(check(Parameter.absent(PATH)))
        .isEqualTo(new Valid(List.of(new AbsentFile(new FilePath(PATH)))));
    assertThat(check(new Parameter(PATH, "x", null, null, null, null, "Present")))
        .isEqualTo(check(Parameter.of(PATH, "x")));
  }

  @Test
  void refusesToSayHowAFileIsThatShallNotBeThere() {
    for (Parameter parameter :
        List.of(
            new Parameter(PATH, "", null, null, null, null, "Absent"),
            new Parameter(PATH, null, "0644", null, null, null, "Absent"),
            new Parameter(PATH, null, null, 0L, null, null, "Absent"),
            new Parameter(PATH, null, null, null, 0L, null, "Absent"),
            new Parameter(PATH, null, null, null, null, "Text", "Absent"))) {
      assertThat(codes(parameter)).containsExactly("FIELD_NOT_APPLICABLE");
    }
    assertThat(codes(new Parameter(PATH, "x", null, null, null, null, "absent")))
        .containsExactly("ENSURE_INVALID");
    assertThat(codes(new Parameter(PATH, null, null, null, null, null, "Present")))
        .containsExactly("CONTENT_INVALID");
    assertThat(codes(Parameter.absent("/etc/shadow"))).containsExactly("PATH_FORBIDDEN");
  }

  @Test // F-34
  void showsNoContent() {
    Checked checked = check(Parameter.of(PATH, "s3cret"));
    assertThat(checked.toString()).contains("sha256:").doesNotContain("s3cret");
  }

  @Test
  void refusesAPathGivenTwice() {
    Checked checked =
        ParameterCheck.ofApply(Api.FILE, List.of(Parameter.of(PATH, "a"), Parameter.of(PATH, "b")));
    assertThat(((Invalid) checked).problems())
        .extracting(Problem::code)
        .containsExactly("PATH_DUPLICATE");
  }

  @Test // F-30
  void refusesAPathBelowAFileOfTheSameCall() {
    Checked checked =
        ParameterCheck.ofApply(
            Api.FILE,
            List.of(
                Parameter.of("/etc/app/x/y/z", "a"),
                Parameter.of("/etc/app/xy", "b"),
                Parameter.absent("/etc/app/x")));
    assertThat(((Invalid) checked).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("PATH_INVALID");
              assertThat(problem.field()).isEqualTo("parameters[0].key");
              assertThat(problem.message()).contains("/etc/app/x/y/z lies below /etc/app/x,");
            });
  }

  private static Checked check(Parameter parameter) {
    return ParameterCheck.ofApply(Api.FILE, List.of(parameter));
  }

  private static List<String> codes(Parameter parameter) {
    return check(parameter) instanceof Invalid invalid
        ? invalid.problems().stream().map(Problem::code).toList()
        : List.of();
  }

  @Test
  void refusesMoreThanOneCallTakes() {
    String third = "x".repeat(ParameterCheck.MOST_BYTES / 3);
    List<Parameter> three =
        Stream.of("/etc/keelson.d/a", "/etc/keelson.d/b", "/etc/keelson.d/c")
            .map(path -> Parameter.of(path, third.substring(path.length())))
            .toList();

    assertThat(ParameterCheck.ofApply(Api.FILE, three)).isInstanceOf(Checked.Valid.class);
    List<Parameter> more = new ArrayList<>(three);
    more.add(Parameter.of("/etc/keelson.d/d", "one more"));
    assertThat(ParameterCheck.ofApply(Api.FILE, more))
        .isInstanceOfSatisfying(
            Checked.Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .singleElement()
                    .extracting(Problem::code)
                    .isEqualTo("REQUEST_TOO_LARGE"));
  }
}
