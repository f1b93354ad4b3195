package io.keelson.agent.apply;

import io.keelson.agent.host.Uplink;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** An API server that answers when the test says so. Time passes only while nobody answers. */
public final class FakeUplink implements Uplink {

  private final BooleanSupplier reachable;
  private long nanos;
  private int tries;

  public FakeUplink(BooleanSupplier reachable) {
    this.reachable = reachable;
  }

  static FakeUplink always() {
    return new FakeUplink(() -> true);
  }

  public Lifeline lifeline() {
    return new Lifeline(this, () -> nanos);
  }

  @Override
  public String address() {
    return "10.96.0.1:443";
  }

  @Override
  public boolean answers(Duration within) {
    tries++;
    if (reachable.getAsBoolean()) {
      return true;
    }
    nanos += within.toNanos();
    return false;
  }

  public int tries() {
    return tries;
  }

  Duration waited() {
    return Duration.ofNanos(nanos);
  }
}
