package io.keelson.controller.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.trust.AuthorityState.Made;
import io.keelson.testing.TestCertificates;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** what is taken for an authority, and what for a broken one. */
final class AuthorityStateTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Authority OLD = authority();
  private static final Authority NEXT = authority();

  private static Authority authority() {
    try {
      return Issuer.newAuthority(NOW, Duration.ofDays(365));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Made stable = Rotation.first(OLD, NOW);
    Made both = new Made(Phase.TRUST_BOTH, NOW, OLD, NEXT);

    assertThat(AuthorityState.of(stable.data())).isEqualTo(stable);
    assertThat(AuthorityState.of(both.data())).isEqualTo(both);
  }

  @Test
  void anEmptySecretIsNotABrokenOne() {
    assertThat(AuthorityState.of(null)).isEqualTo(new AuthorityState.Absent());
    assertThat(AuthorityState.of(Map.of())).isEqualTo(new AuthorityState.Empty());
  }

  @Test
  void whatIsHalfOrDoesNotFitIsBroken() {
    breaks(data -> data.remove("ca.key"), "it holds [ca.crt, state.json]");
    breaks(data -> data.remove("state.json"), "state.json is missing");
    breaks(data -> data.put("extra", "1"), "it holds");
    breaks(data -> data.put("state.json", "{}"), "state.json");
    breaks(
        data -> data.put("state.json", "{\"phase\":\"Later\",\"since\":\"" + NOW + "\"}"),
        "there is no such phase");
    breaks(
        data -> data.put("state.json", "{\"phase\":\"Stable\",\"since\":\"noon\"}"), "no instant");
    breaks(
        data -> data.put("state.json", "{\"phase\":\"DropOld\",\"since\":\"" + NOW + "\"}"),
        "phase DropOld needs");
    breaks(data -> data.put("ca.key", NEXT.keyPem()), "not that of the certificate");
    breaks(data -> data.put("ca.key", "secret words"), "no private key");
    breaks(data -> data.put("ca.crt", "none"), "no certificate");
    breaks(
        data -> {
          var leaf = TestCertificates.authority().forController().sign();
          data.put("ca.crt", leaf.certificatePem());
          data.put("ca.key", leaf.keyPem());
        },
        "CA:TRUE is needed");
  }

  @Test
  void whatIsSaidOfABrokenOneShowsNoKey() {
    Map<String, String> data = new HashMap<>(Rotation.first(OLD, NOW).data());
    data.put("ca.key", OLD.keyPem().replace("-----END", "x-----END"));

    assertThat(AuthorityState.of(data).toString())
        .doesNotContain(OLD.keyPem().lines().skip(1).findFirst().orElseThrow().substring(0, 20));
    assertThat(OLD.toString()).doesNotContain("PRIVATE");
  }

  private static void breaks(Consumer<Map<String, String>> change, String why) {
    Map<String, String> data = new HashMap<>(Rotation.first(OLD, NOW).data());
    change.accept(data);
    assertThat(AuthorityState.of(data))
        .isInstanceOfSatisfying(
            AuthorityState.Broken.class, broken -> assertThat(broken.why()).contains(why));
  }
}
