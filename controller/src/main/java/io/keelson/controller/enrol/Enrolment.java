package io.keelson.controller.enrol;

import static io.keelson.problem.ProblemCode.AUTHORITY_UNAVAILABLE;
import static io.keelson.problem.ProblemCode.CONTROLLER_BUSY;
import static io.keelson.problem.ProblemCode.TOKEN_INVALID;

import io.keelson.controller.enrol.TokenReviewer.Review;
import io.keelson.controller.queue.Timer;
import io.keelson.controller.trust.AuthorityKeeper;
import io.keelson.trust.TrustBundle;
import io.keelson.wire.EnrolAnswer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Decides who gets a certificate: what costs little is checked first, then the API server is asked,
 * then the key is signed, for the token's node and no other. For any thread; holds none while it
 * waits.
 */
public final class Enrolment {

  /** A JSON web token of some size (RFC 7519). */
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9_-]{2,4096}\\.[A-Za-z0-9_-]{2,4096}\\.[A-Za-z0-9_-]{2,4096}");

  /** What comes of asking for a certificate. */
  sealed interface Result {
    record Issued(EnrolAnswer answer) implements Result {}

    record Refused(Refusal refusal) implements Result {}
  }

  private final AuthorityKeeper authority;
  private final TokenReviewer reviewer;
  private final String account;
  private final ReviewGate gate;
  private final KnownTokens known;
  private final Consumer<String> enrolled;

  /**
   * Enrolment of agents.
   *
   * @param account the only user that may enrol, such as {@code
   *     system:serviceaccount:keelson-system:keelson-agent}
   * @param enrolled told each node whose agent gets a certificate; returns at once
   * @param nanos a clock that never jumps
   */
  public Enrolment(
      AuthorityKeeper authority,
      TokenReviewer reviewer,
      String account,
      Timer timer,
      Consumer<String> enrolled,
      LongSupplier nanos) {
    this.authority = authority;
    this.reviewer = reviewer;
    this.account = account;
    this.enrolled = enrolled;
    this.gate = new ReviewGate(ReviewGate.Limits.STANDARD, timer, nanos);
    this.known = new KnownTokens(nanos);
  }

  /**
   * Answers one request; the stage never fails.
   *
   * @param from the address that it comes from
   */
  CompletionStage<Result> enrol(String from, String token, String csr) {
    if (!TOKEN.matcher(token).matches()) {
      return refused(new Refusal(401, TOKEN_INVALID, "the token is not one of a service account"));
    }
    Optional<String> unavailable = authority.unavailable();
    if (unavailable.isPresent()) {
      return refused(unavailable(unavailable.get()));
    }
    return switch (SigningRequest.of(csr)) {
      case SigningRequest.Bad bad -> refused(bad.refusal());
      case SigningRequest.Good good ->
          known
              .node(token)
              .map(node -> CompletableFuture.completedStage(signed(node, good.key())))
              .orElseGet(() -> asked(from, token, good.key()));
    };
  }

  private static Refusal unavailable(String why) {
    return new Refusal(503, AUTHORITY_UNAVAILABLE, "nothing can be signed now: " + why);
  }

  private static CompletionStage<Result> refused(Refusal refusal) {
    return CompletableFuture.completedStage(new Result.Refused(refusal));
  }

  private CompletionStage<Result> asked(String from, String token, PublicKey key) {
    return gate.ask(from, () -> claim(token))
        .handle(
            (claim, fault) ->
                fault == null
                    ? concluded(claim, token, key)
                    : new Result.Refused(
                        fault instanceof ReviewGate.Crowded
                            ? new Refusal(
                                503, CONTROLLER_BUSY, "too many ask at once: try again later")
                            : unavailable("the API server cannot be asked")));
  }

  private CompletionStage<Claim> claim(String token) {
    return reviewer
        .review(token, Claim.AUDIENCE)
        .thenCompose(
            (Review review) ->
                switch (Claim.of(review, account)) {
                  case Claim.OfPod ofPod ->
                      reviewer.pod(ofPod.name()).thenApply(pod -> Claim.of(ofPod, pod));
                  case Claim.OfNode ofNode -> CompletableFuture.completedStage(ofNode);
                  case Claim.Refused refused -> CompletableFuture.completedStage(refused);
                });
  }

  private Result concluded(Claim claim, String token, PublicKey key) {
    return switch (claim) {
      case Claim.OfNode ofNode -> {
        known.good(token, ofNode.node());
        yield signed(ofNode.node(), key);
      }
      case Claim.Refused refused -> new Result.Refused(refused.refusal());
      case Claim.OfPod unresolved -> throw new IllegalStateException("a pod was not asked for");
    };
  }

  private Result signed(String node, PublicKey key) {
    try {
      AuthorityKeeper.Issued issued = authority.issue(node, key);
      enrolled.accept(node);
      return new Result.Issued(
          new EnrolAnswer(TrustBundle.pem(issued.certificate()), issued.bundle().pem()));
    } catch (GeneralSecurityException e) {
      return new Result.Refused(unavailable(String.valueOf(e.getMessage())));
    }
  }
}
