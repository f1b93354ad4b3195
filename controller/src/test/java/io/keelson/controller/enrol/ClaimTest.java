package io.keelson.controller.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.controller.enrol.TokenReviewer.Pod;
import io.keelson.controller.enrol.TokenReviewer.Review;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A-05: what a token entitles to")
final class ClaimTest {

  private static final String AGENT = "system:serviceaccount:keelson-system:keelson-agent";
  private static final Map<String, List<String>> BOUND =
      Map.of(
          Claim.POD_NAME, List.of("agent-1"),
          Claim.POD_UID, List.of("u-1"),
          Claim.NODE_NAME, List.of("node1"));

  private static Claim claim(String user, List<String> audiences, Map<String, List<String>> extra) {
    return Claim.of(new Review.Known(user, audiences, extra), AGENT);
  }

  private static Claim bound(Map<String, List<String>> extra) {
    return claim(AGENT, List.of(Claim.AUDIENCE), extra);
  }

  private static Map<String, List<String>> but(String key, List<String> values) {
    Map<String, List<String>> extra = new HashMap<>(BOUND);
    extra.put(key, values);
    return extra;
  }

  private static void refuses(Claim claim, int status) {
    assertThat(claim)
        .isInstanceOfSatisfying(
            Claim.Refused.class,
            refused -> assertThat(refused.refusal().status()).isEqualTo(status));
  }

  @Test
  void theNodeIsTheOneThatTheApiServerNames() {
    assertThat(bound(BOUND)).isEqualTo(new Claim.OfNode("node1"));
    assertThat(claim(AGENT, List.of("x", Claim.AUDIENCE), BOUND))
        .isEqualTo(new Claim.OfNode("node1"));
  }

  @Test
  void anotherAudienceIsNotEnough() {
    refuses(claim(AGENT, List.of(), BOUND), 401);
    refuses(claim(AGENT, List.of("https://kubernetes.default.svc"), BOUND), 401);
    refuses(claim(AGENT, List.of(Claim.AUDIENCE + "s"), BOUND), 401);
  }

  @Test
  void anotherAccountIsNotEnough() {
    refuses(claim("", List.of(Claim.AUDIENCE), BOUND), 403);
    refuses(claim(AGENT + "-2", List.of(Claim.AUDIENCE), BOUND), 403);
    refuses(
        claim("system:serviceaccount:elsewhere:keelson-agent", List.of(Claim.AUDIENCE), BOUND),
        403);
  }

  @Test
  void whatIsNotBoundToOnePodIsNotEnough() {
    refuses(bound(Map.of(Claim.NODE_NAME, List.of("node1"))), 401);
    refuses(bound(but(Claim.POD_NAME, List.of())), 401);
    refuses(bound(but(Claim.POD_UID, List.of(""))), 401);
    refuses(bound(but(Claim.POD_UID, List.of("u-1", "u-2"))), 401);
  }

  @Test
  void withoutTheNodeThePodIsAskedFor() {
    assertThat(bound(but(Claim.NODE_NAME, List.of()))).isEqualTo(new Claim.OfPod("agent-1", "u-1"));
    assertThat(bound(but(Claim.NODE_NAME, List.of("node1", "node2"))))
        .as("two names are none")
        .isEqualTo(new Claim.OfPod("agent-1", "u-1"));
  }

  @Test
  void thePodMustBeTheVeryOneThatTheTokenIsBoundTo() {
    Claim.OfPod claim = new Claim.OfPod("agent-1", "u-1");

    assertThat(Claim.of(claim, new Pod.Found("u-1", "node1", false)))
        .isEqualTo(new Claim.OfNode("node1"));
    refuses(Claim.of(claim, new Pod.Found("u-2", "node1", false)), 401);
    refuses(Claim.of(claim, new Pod.Found("", "node1", false)), 401);
    refuses(Claim.of(claim, new Pod.Found("u-1", "node1", true)), 401);
    refuses(Claim.of(claim, new Pod.Found("u-1", "", false)), 403);
    refuses(Claim.of(claim, new Pod.Missing()), 401);
  }

  @Test
  void whatCouldNotBeAskedIsNoRefusalOfTheToken() {
    refuses(Claim.of(new Review.Unknown("no"), AGENT), 401);
    refuses(Claim.of(new Review.Unanswered("away"), AGENT), 503);
    refuses(Claim.of(new Claim.OfPod("agent-1", "u-1"), new Pod.Unanswered("away")), 503);
  }
}
