package io.keelson.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParametersDigestTest {

  private static final Parameter A = Parameter.of("vm.a", "1");
  private static final Parameter B = Parameter.of("vm.b", "1");

  @Test
  void isTheSameForTheSameAndAnotherForAnother() {
    String digest = ParametersDigest.of(Api.SYSCTL, List.of(A, B));
    assertThat(digest)
        .matches("sha256:[0-9a-f]{64}")
        .isEqualTo(ParametersDigest.of(Api.SYSCTL, List.of(A, B)));
    assertThat(ParametersDigest.of(Api.SYSCTL, List.of(B, A))).isNotEqualTo(digest);
    assertThat(ParametersDigest.of(Api.FILE, List.of(A, B))).isNotEqualTo(digest);
    assertThat(ParametersDigest.of(Api.SYSCTL, List.of(A))).isNotEqualTo(digest);
  }
}
