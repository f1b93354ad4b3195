package io.keelson.controller.plan;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindSpec;
import io.keelson.api.NodeSelector.Operator;
import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import io.keelson.setting.Api;
import io.keelson.testing.MyKinds;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import io.keelson.wire.Owner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class DeclarationTest {

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(aMyKind().port(1).sysctl("vm.swappiness", "1"), ProblemCode.PORT_MISMATCH),
        Arguments.of(aMyKind().api("/v1/other").parameter("a.b", "1"), ProblemCode.API_UNKNOWN),
        Arguments.of(aMyKind().sysctl("vm.swappiness", "010"), ProblemCode.SYSCTL_VALUE_INVALID),
        Arguments.of(
            aMyKind().sysctl("vm.swappiness", "1\nkernel.core_pattern=|/x"),
            ProblemCode.SYSCTL_VALUE_INVALID),
        Arguments.of(aMyKind().sysctl("../../etc/passwd", "1"), ProblemCode.SYSCTL_NAME_INVALID),
        Arguments.of(aMyKind().sysctl("kernel.core_pattern", "core"), ProblemCode.SYSCTL_FORBIDDEN),
        Arguments.of(
            aMyKind().sysctl("vm.swappiness", "1").sysctl("vm.swappiness", "2"),
            ProblemCode.SYSCTL_DUPLICATE),
        Arguments.of(aMyKind(), ProblemCode.PARAMETERS_EMPTY),
        Arguments.of(aMyKind().reads(Api.SYSCTL), ProblemCode.PARAMETERS_EMPTY),
        Arguments.of(aMyKind().hostname("a".repeat(64)), ProblemCode.HOSTNAME_INVALID),
        Arguments.of(aMyKind().hostname("a;reboot"), ProblemCode.HOSTNAME_INVALID),
        Arguments.of(aMyKind().file("etc/x", "a"), ProblemCode.PATH_INVALID),
        Arguments.of(aMyKind().file("/etc/app/../shadow", "a"), ProblemCode.PATH_INVALID),
        Arguments.of(aMyKind().file("/etc/app/x", "a", "4755"), ProblemCode.MODE_FORBIDDEN),
        Arguments.of(
            aMyKind().where("zone", Operator.IN).sysctl("vm.swappiness", "1"),
            ProblemCode.SELECTOR_INVALID));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void refusesWhatIsWrongForEveryNode(MyKinds built, String code) {
    Declaration declared = Given.declared("a", 0, built);

    assertThat(declared).isInstanceOf(Declaration.Invalid.class);
    assertThat(((Declaration.Invalid) declared).problems())
        .extracting(Problem::code)
        .contains(code);
  }

  /** P-15. */
  @Test
  void makesAProblemOfASpecThatThisVersionDoesNotUnderstand() {
    String json = "{\"Http\":{\"Api\":\"/v1/sysctl\"},\"Newer\":true}";
    Decoded<MyKindSpec> spec =
        Json.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), MyKindSpec.class);
    MyKind kind = new MyKind(new Owner("u", "default", "a", "2026-01-01T00:00:00Z"), 1, spec);

    Declaration declared = Declaration.of(kind, Given.PORT);

    assertThat(((Declaration.Invalid) declared).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.SPEC_INVALID);
              assertThat(problem.message()).contains("Newer");
            });
  }

  @Test
  void takesTheAgentsOwnPort() {
    assertThat(Given.declared("a", 0, aMyKind().port(Given.PORT).sysctl("vm.swappiness", "1")))
        .isInstanceOf(Declaration.Valid.class);
  }
}
