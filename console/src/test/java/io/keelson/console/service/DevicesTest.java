package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** W-04. */
final class DevicesTest {

  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
  private static final UUID ANNA = UUID.randomUUID();

  private final Devices devices = new Devices(new byte[32]);
  private final String token = devices.issue(ANNA, NOW);

  @Test
  void knowsWhatItGaveToThatUser() {
    assertThat(devices.check(ANNA, token, NOW)).isPresent();
    assertThat(devices.check(UUID.randomUUID(), token, NOW)).isEmpty();
    assertThat(new Devices("another key".getBytes(StandardCharsets.UTF_8)).check(ANNA, token, NOW))
        .isEmpty();
  }

  @Test
  void takesNothingThatIsChangedOrForeign() {
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(devices.check(ANNA, changed, NOW)).isEmpty();
    }
    assertThat(devices.check(ANNA, "", NOW)).isEmpty();
    assertThat(devices.check(ANNA, "no base64!", NOW)).isEmpty();
    assertThat(devices.check(ANNA, token + token, NOW)).isEmpty();
  }

  @Test
  void forgetsAfterNinetyDays() {
    assertThat(devices.check(ANNA, token, NOW.plus(Duration.ofDays(89)))).isPresent();
    assertThat(devices.check(ANNA, token, NOW.plus(Duration.ofDays(90)))).isEmpty();
  }
}
