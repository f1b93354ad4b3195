package io.keelson.console.live;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.WatchSink;
import io.keelson.console.live.News.End;
import io.keelson.console.service.Session;
import io.keelson.console.service.User;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveTest {

  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final List<Optional<String>> EVERYWHERE = List.of(Optional.empty());

  private final List<FakeWatch> watches = new CopyOnWriteArrayList<>();
  private final Instant now = Instant.parse("2026-12-01T10:00:00Z");
  private final Live live = new Live(FakeSource::new, InstantSource.fixed(now));
  private final Session eve = session("eve");
  private final Session adam = session("adam");

  /** One watch under way. */
  private record FakeWatch(
      User user, Optional<String> namespace, String version, WatchSink sink, boolean[] closed) {

    void saw(String type, String name, String resourceVersion) {
      sink.saw(type, object(name, resourceVersion));
    }
  }

  private final class FakeSource implements Source {

    private final User user;
    private final Optional<String> namespace;

    FakeSource(User user, Optional<String> namespace) {
      this.user = user;
      this.namespace = namespace;
    }

    @Override
    public Optional<String> version() {
      return Optional.of("100");
    }

    @Override
    public AutoCloseable watch(String version, WatchSink sink) {
      boolean[] closed = new boolean[1];
      watches.add(new FakeWatch(user, namespace, version, sink, closed));
      return () -> closed[0] = true;
    }
  }

  private static JsonNode object(String name, String version) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object
        .putObject("metadata")
        .put("namespace", "default")
        .put("name", name)
        .put("resourceVersion", version);
    return object;
  }

  private static Session session(String name) {
    Instant then = Instant.EPOCH;
    User user = new User(UUID.randomUUID(), name, false, true, false, "", List.of(), then, null);
    return new Session("key-" + name, user, "csrf", then, then);
  }

  @AfterEach
  void close() {
    live.close();
  }

  private LiveStream open(Session session, PageAge page) throws InterruptedException {
    return live.open(session, EVERYWHERE, row -> true, page).orElseThrow();
  }

  private FakeWatch watch(int index) {
    await().atMost(10, SECONDS).until(() -> watches.size() > index);
    return watches.get(index);
  }

  private PageAge fresh() {
    return new PageAge(now, "77");
  }

  @Test
  void pagesOfOneUserShareAWatchAndThoseOfAnotherDoNot() throws InterruptedException {
    LiveStream one = open(eve, fresh());
    LiveStream two = open(eve, fresh());
    open(adam, fresh());

    assertThat(live.watches()).isEqualTo(2);
    await().atMost(10, SECONDS).until(() -> watches.size() == 2);
    FakeWatch eves =
        watches.stream().filter(some -> some.user.equals(eve.user())).findFirst().orElseThrow();
    eves.saw("MODIFIED", "a", "101");

    assertThat(names(one.next(LONG))).containsExactly("a");
    assertThat(names(two.next(LONG))).containsExactly("a");
  }

  @Test
  void nobodyHearsWhatAnotherUsersWatchSaw() throws InterruptedException {
    LiveStream adams = open(adam, fresh());
    open(eve, fresh());
    await().atMost(10, SECONDS).until(() -> watches.size() == 2);
    watches.stream()
        .filter(some -> some.user.equals(eve.user()))
        .forEach(some -> some.saw("MODIFIED", "secret", "101"));

    assertThat(adams.next(SHORT).isQuiet()).isTrue();
  }

  @Test
  void watchBeginsWhereThePageWasMadeAndEndsWithItsLastPage() throws InterruptedException {
    LiveStream one = open(eve, fresh());
    LiveStream two = open(eve, fresh());

    assertThat(watch(0).version).isEqualTo("77");
    one.close();
    assertThat(live.watches()).isEqualTo(1);
    two.close();
    assertThat(live.watches()).isZero();
    await().atMost(10, SECONDS).until(() -> watch(0).closed[0]);
  }

  @Test
  void manyChangesOfOneAreToldOnceAsItIsNow() throws InterruptedException {
    LiveStream stream = open(eve, fresh());
    watch(0).saw("ADDED", "a", "101");
    watch(0).saw("MODIFIED", "b", "102");
    watch(0).saw("MODIFIED", "a", "103");

    List<Seen> seen = new ArrayList<>(stream.next(LONG).seen());
    if (seen.size() < 2) {
      seen.addAll(stream.next(LONG).seen());
    }

    assertThat(seen).extracting(one -> one.view().row().resourceVersion()).contains("102", "103");
    assertThat(seen.getFirst().came()).isTrue();
    assertThat(stream.next(SHORT).isQuiet()).isTrue();
  }

  @Test
  void newsKeepAPauseBetweenThem() throws InterruptedException {
    LiveStream stream = open(eve, fresh());
    watch(0).saw("MODIFIED", "a", "101");
    stream.next(LONG);
    long told = System.nanoTime();
    watch(0).saw("MODIFIED", "a", "102");
    watch(0).saw("MODIFIED", "a", "103");

    News second = stream.next(LONG);

    assertThat(System.nanoTime() - told).isGreaterThan(Duration.ofMillis(150).toNanos());
    assertThat(second.seen()).hasSize(1);
    assertThat(second.seen().getFirst().view().row().resourceVersion()).isEqualTo("103");
  }

  @Test
  void previewsAreNoNews() throws InterruptedException {
    LiveStream stream = open(eve, fresh());
    watch(0).saw("ADDED", "keelson-preview-eve", "101");

    assertThat(stream.next(SHORT).isQuiet()).isTrue();
  }

  @Test
  void pageThatIsMadeALittleEarlierHearsWhatItMissed() throws InterruptedException {
    open(eve, fresh());
    watch(0).saw("MODIFIED", "a", "101");

    LiveStream second = open(eve, new PageAge(now.plusMillis(1), "78"));

    assertThat(names(second.next(LONG))).containsExactly("a");
  }

  @Test
  void pageThatIsOldReadsAgain() throws InterruptedException {
    open(eve, fresh());
    LiveStream old = open(eve, new PageAge(now.minusSeconds(60), "3"));

    assertThat(old.next(LONG).again()).isTrue();
  }

  @Test
  void pageOfUnknownAgeReadsAgainOnceTheWatchStands() throws InterruptedException {
    LiveStream stream = open(eve, PageAge.UNKNOWN);

    assertThat(stream.next(LONG).again()).isTrue();
    assertThat(watch(0).version).isEqualTo("100");
    assertThat(stream.next(SHORT).again()).isFalse();
  }

  @Test
  void watchThatIsCutGoesOnWhereItWas() throws InterruptedException {
    LiveStream stream = open(eve, fresh());
    watch(0).saw("MODIFIED", "a", "105");
    stream.next(LONG);
    watch(0).sink.ended(new KubeAnswer.Unreachable("cut"));

    assertThat(watch(1).version).isEqualTo("105");
    watch(1).saw("MODIFIED", "b", "106");
    assertThat(names(stream.next(LONG))).containsExactly("b");
  }

  @Test
  void watchWhosePlaceIsForgottenBeginsAnewAndPagesReadAgain() throws InterruptedException {
    LiveStream stream = open(eve, fresh());
    watch(0)
        .sink
        .ended(new KubeAnswer.Refused(410, "Expired", "too old", List.of(), Optional.empty()));

    assertThat(stream.next(LONG).again()).isTrue();
    assertThat(watch(1).version).isEqualTo("100");
  }

  @Test
  void endsWithTheSession() throws InterruptedException {
    LiveStream stream = open(eve, fresh());
    LiveStream other = open(adam, fresh());
    live.end(eve.key());

    assertThat(stream.next(LONG).end()).isEqualTo(End.SESSION);
    assertThat(other.next(SHORT).isQuiet()).isTrue();
  }

  @Test
  void refusesTheNinthOfAUser() throws InterruptedException {
    for (int i = 0; i < Live.MOST_OF_A_USER; i++) {
      open(eve, fresh());
    }

    assertThat(live.open(eve, EVERYWHERE, row -> true, fresh())).isEmpty();
    assertThat(live.open(adam, EVERYWHERE, row -> true, fresh())).isPresent();
  }

  @Test
  void askedForANinthItFindsOutWhichPagesAreGone() throws InterruptedException {
    for (int i = 0; i < Live.MOST_OF_A_USER; i++) {
      LiveStream gone = open(eve, fresh());
      Thread.ofVirtual().start(() -> leaveAtTheFirstSign(gone));
    }

    assertThat(live.open(eve, EVERYWHERE, row -> true, fresh())).isPresent();
  }

  /** As a page does whose connection is closed: that is found out by writing to it. */
  private static void leaveAtTheFirstSign(LiveStream stream) {
    try (stream) {
      stream.next(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void stopsWithTheConsole() throws InterruptedException {
    LiveStream stream = open(eve, fresh());
    live.close();

    assertThat(stream.next(LONG).end()).isEqualTo(End.CONSOLE);
    assertThat(live.open(adam, EVERYWHERE, row -> true, fresh())).isEmpty();
  }

  private static List<String> names(News news) {
    return news.seen().stream().map(seen -> seen.view().row().name()).toList();
  }
}
