package io.keelson.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Checked.Invalid;
import io.keelson.setting.Checked.Valid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The H list. */
class HostnameCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "master",
        "node-1",
        "1a",
        "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"
      })
  void takesALabel(String name) {
    assertThat(check(name)).isEqualTo(new Valid(List.of(new Hostname(name))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // H-01: 64 characters; the kernel would cut and say success
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        // H-02
        "",
        ".",
        "-",
        "a-",
        "-a",
        "a..b",
        "a.",
        "a.b",
        // H-03
        "a b",
        "a;reboot",
        "$(id)",
        "`id`",
        "a|b",
        "a'b",
        "a\"b",
        // H-04
        "a\nb",
        "a\n",
        "a\u0000b",
        "a\r",
        "\u001b[2Ja",
        // H-05
        "../../etc/cron.d/x",
        "/",
        // H-06
        "UPPER",
        "ümlaut",
        "xn--nxasmq6b",
        "under_score",
        "ａ",
        // H-07
        "localhost",
        "localhost.localdomain",
        "_gateway",
        "123",
        "10.0.0.1",
        "kubernetes.default",
        // H-08
        "node-????"
      })
  void refusesWhatIsNoLabelOrMeansSomethingElse(String name) {
    assertThat(check(name))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid ->
                assertThat(invalid.problems())
                    .singleElement()
                    .satisfies(p -> assertThat(p.code()).isEqualTo("HOSTNAME_INVALID")));
  }

  @Test
  void refusesAnotherKeyAndASecondParameter() {
    assertThat(ParameterCheck.ofApply(Api.HOSTNAME, List.of(Parameter.of("name", "a"))))
        .isInstanceOf(Invalid.class);
    assertThat(
            ParameterCheck.ofApply(
                Api.HOSTNAME,
                List.of(Parameter.of("hostname", "a"), Parameter.of("hostname", "b"))))
        .isInstanceOf(Invalid.class);
  }

  @Test
  void escapesWhatItRefuses() {
    Invalid invalid = (Invalid) check("\u001b[2Ja");
    assertThat(invalid.problems().getFirst().message())
        .contains("\\u001b[2Ja")
        .doesNotContain("\u001b");
  }

  private static Checked check(String name) {
    return ParameterCheck.ofApply(Api.HOSTNAME, List.of(Parameter.of("hostname", name)));
  }
}
