package io.keelson.controller.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.queue.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A-05, P-13: a token that was good is good for 10 s more, and no longer")
final class KnownTokensTest {

  private final FakeTime time = new FakeTime();
  private final KnownTokens known = new KnownTokens(time::nanos);

  @Test
  void isKnownForTenSeconds() {
    known.good("token", "node1");
    time.pass(Duration.ofMillis(9_999));
    assertThat(known.node("token")).contains("node1");
    assertThat(known.node("tokem")).isEmpty();

    time.pass(Duration.ofMillis(1));
    assertThat(known.node("token")).isEmpty();
  }

  @Test
  void askingAgainDoesNotKeepIt() {
    known.good("token", "node1");
    time.pass(Duration.ofSeconds(9));
    known.good("token", "node1");
    time.pass(Duration.ofSeconds(1));

    assertThat(known.node("token")).isEmpty();
  }

  @Test
  void itRemembersSoManyAndNoMore() {
    for (int i = 0; i < 5_000; i++) {
      known.good("token-" + i, "node" + i);
    }
    assertThat(known.node("token-0")).contains("node0");
    assertThat(known.node("token-4095")).contains("node4095");
    assertThat(known.node("token-4096")).isEmpty();

    time.pass(Duration.ofSeconds(10));
    known.good("token-4096", "node4096");
    assertThat(known.node("token-4096")).contains("node4096");
  }
}
