package io.keelson.controller.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.controller.enrol.Enrolment.Result;
import io.keelson.controller.queue.FakeTime;
import io.keelson.controller.trust.AuthorityKeeper;
import io.keelson.controller.trust.MemoryTrust;
import io.keelson.controller.trust.Unmeasured;
import io.keelson.trust.CertificateRequest;
import io.keelson.trust.Identity;
import io.keelson.trust.Pem;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a certificate, and for which node, with an API server that says what the test wants. */
final class EnrolmentTest {

  private static final String AGENT = "system:serviceaccount:keelson-system:keelson-agent";
  private static final String FROM = "10.0.0.1";

  private final FakeTime time = new FakeTime();
  private final MemoryTrust store = new MemoryTrust();
  private final Reviews reviews = new Reviews();
  private final AuthorityKeeper authority =
      new AuthorityKeeper(
          store,
          new AuthorityKeeper.Settings(
              Duration.ofHours(24), Duration.ofDays(365), "", false, Duration.ZERO),
          (reason, note, warning) -> {},
          new Unmeasured(),
          Clock.systemUTC(),
          System::nanoTime);
  private final List<String> enrolled = new ArrayList<>();
  private final Enrolment enrolment =
      new Enrolment(authority, reviews, AGENT, time, enrolled::add, time::nanos);
  private final KeyPair key = CertificateRequest.newKey();
  private final String csr = CertificateRequest.pem(key);

  EnrolmentTest() throws GeneralSecurityException {}

  /** An API server that answers at once, or when it is told. */
  private static final class Reviews implements TokenReviewer {
    private final List<String> tokens = new ArrayList<>();
    private final List<String> pods = new ArrayList<>();
    private boolean silent;
    private Review review = known(Map.of());
    private Pod pod = new Pod.Missing();

    private static Review known(Map<String, List<String>> extra) {
      return new Review.Known(AGENT, List.of(Claim.AUDIENCE), extra);
    }

    @Override
    public CompletionStage<Review> review(String token, String audience) {
      assertThat(audience).isEqualTo("keelson-enrolment");
      tokens.add(token);
      return silent ? new CompletableFuture<>() : CompletableFuture.completedStage(review);
    }

    @Override
    public CompletionStage<Pod> pod(String name) {
      pods.add(name);
      return CompletableFuture.completedStage(pod);
    }
  }

  @BeforeEach
  void start() {
    authority.start();
    await().until(() -> authority.unavailable().isEmpty());
    onNode("node1");
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private void onNode(String node) {
    reviews.review =
        Reviews.known(
            Map.of(
                Claim.POD_NAME, List.of("agent-1"),
                Claim.POD_UID, List.of("u-1"),
                Claim.NODE_NAME, List.of(node)));
  }

  /** As an API server before Kubernetes 1.30. */
  private void withoutTheNode() {
    reviews.review =
        Reviews.known(Map.of(Claim.POD_NAME, List.of("agent-1"), Claim.POD_UID, List.of("u-1")));
  }

  private CompletableFuture<Result> ask(String token) {
    return enrolment.enrol(FROM, token, csr).toCompletableFuture();
  }

  private X509Certificate issued(String token) throws GeneralSecurityException {
    Result.Issued issued = (Result.Issued) ask(token).join();
    return Pem.certificates(issued.answer().certificate()).getFirst();
  }

  private Refusal refused(String token) {
    CompletableFuture<Result> answer = ask(token);
    assertThat(answer).as("answered at once").isDone();
    return ((Result.Refused) answer.join()).refusal();
  }

  @Test
  void signsTheKeyForTheNodeOfTheReview() throws Exception {
    X509Certificate leaf = issued("aa.bb.cc");

    assertThat(leaf.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(Identity.of(leaf)).contains(new Identity.Agent("node1"));
    assertThat(reviews.pods).as("the API server named the node").isEmpty();
  }

  @Test
  void tellsWhoseAgentHasACertificateNow() throws Exception {
    withoutTheNode();
    refused("aa.bb.cc");
    assertThat(enrolled).isEmpty();

    onNode("node7");
    issued("aa.bb.cc");
    assertThat(enrolled).containsExactly("node7");
  }

  /** API servers that do not name the node in the review. */
  @Test
  void signsForTheNodeOfThePodWhenTheReviewDoesNotNameIt() throws Exception {
    withoutTheNode();
    reviews.pod = new TokenReviewer.Pod.Found("u-1", "node7", false);

    assertThat(Identity.of(issued("aa.bb.cc"))).contains(new Identity.Agent("node7"));
    assertThat(reviews.pods).containsExactly("agent-1");
  }

  /** a pod that was made anew under its name may run elsewhere. */
  @Test
  void refusesATokenOfAPodWhoseNameAnotherHas() {
    withoutTheNode();
    reviews.pod = new TokenReviewer.Pod.Found("u-2", "node7", false);

    assertThat(refused("aa.bb.cc").status()).isEqualTo(401);
    assertThat(refused("aa.bb.cc").status()).as("no refusal is remembered").isEqualTo(401);
    assertThat(reviews.tokens).hasSize(2);
  }

  /** P-13: and what was withdrawn meanwhile still works for so long. */
  @Test
  void doesNotAskAgainForATokenThatWasGoodWithinTenSeconds() throws Exception {
    issued("aa.bb.cc");
    onNode("node2");
    time.pass(Duration.ofSeconds(9));
    assertThat(Identity.of(issued("aa.bb.cc"))).contains(new Identity.Agent("node1"));
    assertThat(reviews.tokens).hasSize(1);

    time.pass(Duration.ofSeconds(1));
    reviews.review = new TokenReviewer.Review.Unknown("deleted");
    assertThat(refused("aa.bb.cc").status()).isEqualTo(401);
    assertThat(reviews.tokens).hasSize(2);
  }

  /** P-13. */
  @Test
  void turnsAwayWhoComesWhenTooManyWait() {
    reviews.silent = true;
    List<CompletableFuture<Result>> waiting =
        IntStream.range(0, 16 + 512).mapToObj(i -> ask("aa.bb." + (1000 + i))).toList();

    assertThat(refused("aa.bb.next"))
        .returns(503, Refusal::status)
        .returns("CONTROLLER_BUSY", Refusal::code);
    assertThat(reviews.tokens).hasSize(16);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
  }

  /** P-13. */
  @Test
  void asksTheApiServerFiftyTimesInASecond() {
    for (int i = 0; i < 80; i++) {
      ask("aa.bb." + (1000 + i));
    }
    assertThat(reviews.tokens).hasSize(50);
    time.pass(Duration.ofMillis(500));
    assertThat(reviews.tokens).hasSizeBetween(70, 76);
  }

  /** What costs the API server nothing is looked at first. */
  @Test
  void asksNobodyAboutWhatCannotBeSigned() {
    assertThat(refused("not a token").status()).isEqualTo(401);
    assertThat(
            ((Result.Refused)
                    enrolment.enrol(FROM, "aa.bb.cc", "no csr").toCompletableFuture().join())
                .refusal()
                .status())
        .isEqualTo(400);
    store.overwrite(Map.of());
    await().until(() -> authority.unavailable().isPresent());
    assertThat(refused("aa.bb.cc").status()).isEqualTo(503);
    assertThat(reviews.tokens).isEmpty();
  }
}
