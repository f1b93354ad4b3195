package io.keelson.controller.source;

import static io.keelson.testing.MyKinds.aMyKind;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.MyKindParameter;
import io.keelson.api.MyKindSpec;
import io.keelson.api.MyKindStatus;
import io.keelson.controller.converge.ClusterListener;
import io.keelson.controller.plan.Departure;
import io.keelson.controller.plan.Given;
import io.keelson.controller.plan.MyKind;
import io.keelson.controller.plan.Node;
import io.keelson.controller.queue.FakeTime;
import io.keelson.problem.Problem;
import io.keelson.wire.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** F-28: what a MyKind takes from ConfigMaps and Secrets. */
class SourcedKindsTest {

  private static final String PATH = "/etc/keelson.d/registry.json";
  private static final Source SECRET = FakeSources.secret("registry", "auth");
  private static final Source MAP = FakeSources.configMap("motd", "text");

  private final FakeTime time = new FakeTime();
  private final FakeSources sources = new FakeSources();
  private final List<SourceObject> reads = sources.reads;
  private final Heard heard = new Heard();
  private final SourcedKinds kinds = new SourcedKinds(heard, sources, time);

  private void holds(Source source, Content content) {
    sources.holds(source, content);
  }

  /** Listens and keeps what it hears. */
  private static final class Heard implements ClusterListener {
    private final List<MyKind> seen = new ArrayList<>();
    private int synced;
    private boolean fails;

    @Override
    public void kindSeen(MyKind kind, @Nullable MyKindStatus status, boolean guarded) {
      if (fails) {
        throw new IllegalStateException("as in a defect");
      }
      seen.add(kind);
    }

    @Override
    public void kindGone(String uid) {
      seen.removeIf(kind -> kind.uid().equals(uid));
    }

    @Override
    public void nodeSeen(Node node) {}

    @Override
    public void nodeGone(String name) {}

    @Override
    public void synced() {
      synced++;
    }

    private MyKind last() {
      return seen.getLast();
    }
  }

  private static MyKind fromSecret() {
    return Given.kind("registry", 1, aMyKind().fileFromSecret(PATH, "registry", "auth"));
  }

  private static MyKindParameter parameter(MyKind kind) {
    return ((Decoded.Value<MyKindSpec>) kind.spec()).value().http().parameters().getFirst();
  }

  private static @Nullable String value(MyKind kind) {
    return parameter(kind).value();
  }

  @Test
  void tellsOnAtOnceWhatHasNoSources() {
    kinds.kindSeen(Given.kind("swap", 1, aMyKind().sysctl("vm.swappiness", "1")), null, false);

    assertThat(heard.seen).hasSize(1);
    assertThat(reads).isEmpty();
  }

  @Test
  void waitsUntilTheSourceIsReadAndFillsItIn() {
    kinds.kindSeen(fromSecret(), null, false);
    assertThat(heard.seen).isEmpty();

    holds(SECRET, new Content.Bytes("b25l"));

    assertThat(value(heard.last())).isEqualTo("b25l");
    assertThat(heard.last().unsourced()).isEmpty();
    assertThat(reads).containsExactly(SECRET.object());
  }

  @Test
  void followsAChangeAndTellsNothingWithoutOne() {
    holds(SECRET, new Content.Bytes("b25l"));
    kinds.kindSeen(fromSecret(), null, false);

    time.pass(SourceObjects.LOOK.multipliedBy(3));
    assertThat(heard.seen).hasSize(1);
    assertThat(reads).hasSize(4);

    holds(SECRET, new Content.Bytes("dHdv"));
    time.pass(SourceObjects.LOOK);
    assertThat(heard.seen).hasSize(2);
    assertThat(value(heard.last())).isEqualTo("dHdv");
    assertThat(heard.last().asksAs(heard.seen.getFirst())).isFalse();
  }

  @Test
  void saysWhatIsMissingAndLooksForItOften() {
    holds(SECRET, new Content.NoObject());
    kinds.kindSeen(fromSecret(), null, false);

    assertThat(heard.last().unsourced())
        .singleElement()
        .extracting(Problem::code, Problem::field, Problem::message)
        .containsExactly(
            "VALUE_SOURCE_MISSING",
            "Parameters[0].ValueFrom",
            PATH
                + ": there is no Secret \"registry\" in namespace default: create it, it is"
                + " looked for again and again");

    holds(SECRET, new Content.Bytes("b25l"));
    time.pass(SourceObjects.LOOK_FOR_MISSING);
    assertThat(heard.last().unsourced()).isEmpty();
  }

  @Test
  void namesTheValueOfTheChartWhereTheControllerMayNotRead() {
    holds(SECRET, new Content.Forbidden());
    kinds.kindSeen(fromSecret(), null, false);

    assertThat(heard.last().unsourced().getFirst().message())
        .contains("may not read Secret \"registry\"")
        .endsWith("with the chart's value valueFrom.secrets");
  }

  @Test
  @DisplayName(
      "What was read stands while the API server does not answer, and falls when it is gone")
  void keepsWhatItReadUntilItIsKnownToBeGone() {
    holds(SECRET, new Content.Bytes("b25l"));
    kinds.kindSeen(fromSecret(), null, false);

    holds(SECRET, new Content.Unread("the API server answers 500"));
    time.pass(SourceObjects.LOOK.multipliedBy(2));
    assertThat(heard.seen).hasSize(1);

    holds(SECRET, new Content.NoKey());
    time.pass(SourceObjects.LOOK);
    assertThat(heard.last().unsourced().getFirst().message()).contains("has no key \"auth\"");
  }

  @Test
  void nothingIsPlannedBeforeAllSourcesAreLookedAt() {
    kinds.kindSeen(fromSecret(), null, false);
    kinds.kindSeen(
        Given.kind("motd", 2, aMyKind().fileFromConfigMap("/etc/motd", "motd", "text")),
        null,
        false);
    kinds.synced();
    holds(SECRET, new Content.Bytes("b25l"));
    assertThat(heard.synced).isZero();

    holds(MAP, new Content.Unread("the API server does not answer"));

    assertThat(heard.synced).isOne();
    assertThat(heard.seen).hasSize(2);
    time.pass(Duration.ofMinutes(5));
    assertThat(heard.synced).isOne();
  }

  @Test
  void oneThatIsDeletedWhileItIsReadKeepsNobodyWaiting() {
    kinds.kindSeen(fromSecret(), null, false);
    kinds.synced();

    kinds.kindGone(fromSecret().uid());

    assertThat(heard.synced).isOne();
    holds(SECRET, new Content.Bytes("b25l"));
    assertThat(heard.seen).isEmpty();
  }

  @Test
  void anAnswerThatComesAfterANewGenerationDoesNotPutTheOldOneBack() {
    kinds.kindSeen(fromSecret(), null, false);
    MyKind plain = Given.kind("registry", 1, aMyKind().file(PATH, "two"));
    kinds.kindSeen(plain, null, false);

    holds(SECRET, new Content.Bytes("b25l"));
    time.pass(SourceObjects.LOOK.multipliedBy(2));

    assertThat(heard.seen).containsExactly(plain);
    assertThat(reads).hasSize(1);
  }

  @Test
  void readsNothingForOneThatIsLeaving() {
    MyKind kind = fromSecret();
    MyKind leaving = new MyKind(kind.owner(), 2, kind.spec(), new Departure(FakeTime.BEGIN, false));

    kinds.kindSeen(leaving, null, true);

    assertThat(heard.seen).containsExactly(leaving);
    assertThat(reads).isEmpty();
  }

  @Test
  void refusesWhatAnOlderCrdLetThrough() {
    kinds.kindSeen(
        Given.kind("both", 1, aMyKind().sysctl("vm.swappiness", "1").valueFromSecret("a", "b")),
        null,
        false);

    assertThat(heard.last().unsourced().getFirst().code()).isEqualTo("VALUE_SOURCE_INVALID");
  }

  @Test
  void aSecretsFileIsForRootOnly() {
    holds(SECRET, new Content.Bytes("b25l"));
    holds(MAP, new Content.Bytes("b25l"));
    kinds.kindSeen(fromSecret(), null, false);
    assertThat(parameter(heard.last()).mode()).isEqualTo("0600");
    assertThat(parameter(heard.last()).owner()).isZero();
    assertThat(parameter(heard.last()).group()).isZero();

    kinds.kindSeen(
        Given.kind("motd", 2, aMyKind().fileFromConfigMap("/etc/motd", "motd", "text")),
        null,
        false);
    assertThat(parameter(heard.last()).mode()).isNull();
  }

  @Test
  void showsNothingOfASecretInWords() {
    assertThat(new Content.Bytes("c2VjcmV0").toString()).doesNotContain("c2VjcmV0");
  }

  @Test
  void whoChangesItAgainAndAgainDoesNotKeepItFromBeingRead() {
    kinds.kindSeen(fromSecret(), null, false);
    kinds.kindSeen(fromSecret(), null, true);
    kinds.kindSeen(fromSecret(), null, false);

    holds(SECRET, new Content.Bytes("b25l"));

    assertThat(reads).hasSize(1);
    assertThat(value(heard.last())).isEqualTo("b25l");
  }

  @Test
  void oneThatIsNeverReadKeepsTheOthersWaitingForThirtySecondsOnly() {
    kinds.kindSeen(fromSecret(), null, false);
    kinds.synced();

    time.pass(SourcedKinds.START);

    assertThat(heard.synced).isOne();
    assertThat(heard.last().unsourced().getFirst().code()).isEqualTo("VALUE_SOURCE_UNREAD");
    holds(SECRET, new Content.Bytes("b25l"));
    assertThat(heard.last().unsourced()).isEmpty();
    assertThat(heard.synced).isOne();
  }

  @Test
  void looksForWhatIsMissingWithGrowingPauses() {
    holds(SECRET, new Content.Forbidden());
    kinds.kindSeen(fromSecret(), null, false);

    time.pass(Duration.ofHours(1));

    assertThat(reads).hasSizeBetween(60, 65);
    assertThat(heard.seen).hasSize(1);
  }

  @Test
  void aListenerThatFailsDoesNotEndTheLooking() {
    holds(SECRET, new Content.NoObject());
    heard.fails = true;
    kinds.kindSeen(fromSecret(), null, false);
    heard.fails = false;

    holds(SECRET, new Content.Bytes("b25l"));
    time.pass(SourceObjects.LOOK);

    assertThat(value(heard.last())).isEqualTo("b25l");
  }
}
