package io.keelson.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Checked.Valid;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

/** What holds for any input at all. */
class GrammarProperties {

  /** Few characters, so that good input is hit often and input one character off as well. */
  @Chars({'0', '1', 'a', '_', ' ', '.', '/', '-', '\n', '\u0000', '\u0661', '\ud800'})
  @Retention(RetentionPolicy.RUNTIME)
  @interface NearlyGood {}

  @Property
  void noInputBreaksTheCheck(@ForAll Api api, @ForAll String key, @ForAll String value) {
    assertThat(ParameterCheck.ofApply(api, List.of(Parameter.of(key, value)))).isNotNull();
  }

  @Property
  void whatPassesAsAValueIsOneLineOfPrintableAscii(
      @ForAll @StringLength(max = 6) @NearlyGood String value) {
    if (SysctlValue.check("f", "vm.swappiness", value).isEmpty()) {
      assertThat(value).matches("[!-~]+( [!-~]+)*");
    }
  }

  @Property
  void whatPassesAsAPathHasNoWayUp(@ForAll @StringLength(max = 6) @NearlyGood String tail) {
    String path = "/etc/" + tail;
    if (FilePath.check("f", path).isEmpty()) {
      assertThat(new FilePath(path).names())
          .noneMatch(
              name ->
                  name.isEmpty() || name.equals("..") || name.equals(".") || name.contains("/"));
    }
  }

  @Example
  void theGeneratorsDoReachGoodInput() {
    assertThat(ParameterCheck.ofApply(Api.SYSCTL, List.of(Parameter.of("vm.swappiness", "10"))))
        .isInstanceOf(Valid.class);
  }
}
