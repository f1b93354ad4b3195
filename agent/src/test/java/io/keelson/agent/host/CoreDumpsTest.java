package io.keelson.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** In the process that runs the tests, which needs no core dumps either. */
final class CoreDumpsTest {

  @Test
  void theKernelKeepsNothingOfThisProcess() {
    CoreDumps.forbid();

    assertThat(Path.of("/proc/self/limits"))
        .content()
        .containsPattern("Max core file size +0 +0 +bytes");
  }
}
