package io.keelson.controller.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Three contenders whose wall clocks are anything, that stand still, lose answers, and start anew,
 * at one Lease. Their monotonic clocks run at one pace. Time goes on in steps of half a second.
 */
final class ElectionModelTest {

  private static final int CONTENDERS = 3;
  private static final long STEP = 500_000_000;

  /** What happens to one of them at one moment. */
  record Event(int who, int what, int forHowLong) {}

  /** A Lease in an API server. */
  private static final class Store {
    private LeaseRecord record = new LeaseRecord("", 0, "", "0");

    Optional<LeaseRecord> update(LeaseRecord seen, String holder, long epoch, String stamp) {
      if (!record.version().equals(seen.version())) {
        return Optional.empty();
      }
      String version = String.valueOf(Long.parseLong(record.version()) + 1);
      record = new LeaseRecord(holder, epoch, stamp, version);
      return Optional.of(record);
    }
  }

  private static final class Contender {
    private final int number;
    private final long wallClockAhead;
    private int life;
    private Election election;
    private long sleepsUntil;
    private boolean losesAnswers;
    private boolean cutOff;
    private long nextLook;

    /** An update that is decided and sent, but arrives later. */
    private @Nullable Runnable underWay;

    private long arrivesAt;

    Contender(int number, long wallClockAhead) {
      this.number = number;
      this.wallClockAhead = wallClockAhead;
      this.election = new Election(name(), Timing.STANDARD);
    }

    private String name() {
      return number + "_" + life;
    }

    void startAnew(long now) {
      life++;
      election = new Election(name(), Timing.STANDARD);
      nextLook = now;
    }
  }

  private final Store store = new Store();
  private final List<Contender> contenders = new ArrayList<>();
  private long lastEpoch;
  private String lastHolder = "";

  @Property(tries = 2000)
  @Label("P-07, P-08: never two that both think they lead, and epochs only rise")
  void neverTwoLead(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 1_000_000) Integer> seeds,
      @ForAll @Size(CONTENDERS) List<@IntRange(min = -7200, max = 7200) Integer> ahead) {
    store.record = new LeaseRecord("", 0, "", "0");
    contenders.clear();
    lastEpoch = 0;
    lastHolder = "";
    for (int i = 0; i < CONTENDERS; i++) {
      contenders.add(new Contender(i, ahead.get(i)));
    }
    long now = 0;
    for (int seed : seeds) {
      happen(new Event(seed % CONTENDERS, (seed / 3) % 7, (seed / 21) % 60), now);
      for (int i = 0; i < 1 + (seed / 1260) % 12; i++) {
        now += STEP;
        pass(now);
      }
    }
    somebodyLeadsInTheEnd(now);
  }

  private void happen(Event event, long now) {
    Contender who = contenders.get(event.who);
    switch (event.what) {
      case 0 -> who.sleepsUntil = now + event.forHowLong * STEP;
      case 1 -> who.losesAnswers = true;
      case 2 -> who.losesAnswers = false;
      case 3 -> who.cutOff = true;
      case 4 -> who.cutOff = false;
      case 5 -> who.startAnew(now);
      default -> release(who, now);
    }
  }

  private void release(Contender who, long now) {
    if (now >= who.sleepsUntil && !who.cutOff && store.record.holder().equals(who.name())) {
      who.election.end();
      store.update(store.record, "", store.record.transitions(), stamp(who, now));
    }
  }

  private void pass(long now) {
    for (Contender who : contenders) {
      if (now < who.sleepsUntil) {
        continue;
      }
      arrive(who, now);
      if (now >= who.nextLook) {
        who.nextLook = now + Timing.STANDARD.retry().toNanos();
        look(who, now);
      }
    }
    onlyOneLeads(now);
  }

  private void arrive(Contender who, long now) {
    Runnable underWay = who.underWay;
    if (underWay != null && now >= who.arrivesAt) {
      who.underWay = null;
      underWay.run();
    }
  }

  private void look(Contender who, long now) {
    Step step = who.cutOff ? who.election.check(now) : who.election.observe(store.record, now);
    switch (step) {
      case Step.Wait wait -> {}
      case Step.Lost lost -> who.startAnew(now);
      case Step.Write write -> send(who, write, now);
    }
  }

  /** It arrives a second later, whatever its sender has become by then. */
  private void send(Contender who, Step.Write write, long now) {
    Election sender = who.election;
    String name = who.name();
    String stamp = stamp(who, now);
    boolean lost = who.losesAnswers;
    who.arrivesAt = now + 2 * STEP;
    who.underWay =
        () ->
            store
                .update(write.seen(), name, write.epoch(), stamp)
                .ifPresent(
                    record -> {
                      epochRises(record);
                      if (!lost) {
                        sender.written(write.epoch(), now);
                      }
                    });
  }

  private static String stamp(Contender who, long now) {
    // Clocks that are set: the same stamp may come again, but not in two updates in a row.
    return String.valueOf(now / STEP + who.wallClockAhead * 2);
  }

  private void epochRises(LeaseRecord record) {
    if (!record.holder().equals(lastHolder)) {
      assertThat(record.transitions()).as("epoch of a new holder").isGreaterThan(lastEpoch);
    }
    assertThat(record.transitions()).isGreaterThanOrEqualTo(lastEpoch);
    lastEpoch = record.transitions();
    lastHolder = record.holder();
  }

  private void onlyOneLeads(long now) {
    assertThat(contenders.stream().filter(who -> who.election.epoch(now).isPresent()).count())
        .as("leaders at %d s", now / 1_000_000_000)
        .isLessThanOrEqualTo(1);
  }

  private void somebodyLeadsInTheEnd(long from) {
    for (Contender who : contenders) {
      who.cutOff = false;
      who.losesAnswers = false;
      who.sleepsUntil = 0;
    }
    // Those who have ended by releasing stay away: one that starts anew is there.
    contenders.getFirst().startAnew(from);
    long now = from;
    for (int i = 0; i < 60; i++) {
      now += STEP;
      pass(now);
    }
    long end = now;
    assertThat(contenders).anyMatch(who -> who.election.epoch(end).isPresent());
  }
}
