package io.keelson.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.Problem;
import io.keelson.problem.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The controller tries again what is from 500 on; what is 422 waits for another spec. */
class StatusOfCodeTest {

  private static int of(String... codes) {
    return StatusOfCode.of(
        List.of(codes).stream().map(code -> Problem.of(code, "", "why")).toList());
  }

  /** A person takes the mark off, frees room, sets the label right: no spec changes by that. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ProblemCode.FS_IMMUTABLE,
        ProblemCode.FS_ATTRIBUTES,
        ProblemCode.FS_READ_ONLY,
        ProblemCode.FS_FULL,
        ProblemCode.HOST_ERROR,
        ProblemCode.HOST_UNAVAILABLE,
        ProblemCode.NODE_DIRTY,
        ProblemCode.RECORD_UNKNOWN,
        ProblemCode.RECORD_FULL,
        ProblemCode.SYSCTL_WRONG_NAMESPACE
      })
  void whatIsTheNodesTroubleIsWorthAnotherTry(String code) {
    assertThat(of(code)).isGreaterThanOrEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ProblemCode.SYSCTL_VALUE_INVALID,
        ProblemCode.SYSCTL_UNKNOWN,
        ProblemCode.SYSCTL_VALUE_REFUSED,
        ProblemCode.PATH_FORBIDDEN,
        ProblemCode.PATH_SYMLINK,
        ProblemCode.MODE_FORBIDDEN,
        ProblemCode.HOSTNAME_INVALID
      })
  void whatTheSpecIsToBlameForIsFinal(String code) {
    assertThat(of(code)).isEqualTo(422);
  }

  @Test
  void theGravestOfSeveralCounts() {
    assertThat(of(ProblemCode.PATH_SYMLINK, ProblemCode.FS_IMMUTABLE)).isEqualTo(503);
    assertThat(of(ProblemCode.FS_FULL, ProblemCode.UNDO_FAILED)).isEqualTo(507);
  }
}
