package io.keelson.agent.host;

import java.util.ArrayList;
import java.util.List;

/** Lets the agent die, or the kernel fail, at the n-th change that it is asked for. For one run. */
public final class Faults implements HostRoot.Tap {

  /** Nothing of the program runs after this: from here on every change dies. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** What happens at a change. */
  private interface Fault {
    void at(String call, long number) throws ErrnoException;
  }

  private final Fault fault;
  private final HostRoot.Tap inner;
  private final List<String> calls = new ArrayList<>();

  private Faults(Fault fault, HostRoot.Tap inner) {
    this.fault = fault;
    this.inner = inner;
  }

  /** Only counts. */
  public static Faults none() {
    return new Faults((call, number) -> {}, HostRoot.Tap.NONE);
  }

  public static Faults killAt(long point) {
    return killAt(point, HostRoot.Tap.NONE);
  }

  /**
   * @param inner hears of the changes that are made
   */
  public static Faults killAt(long point, HostRoot.Tap inner) {
    return new Faults(
        (call, number) -> {
          if (number >= point) {
            throw new Killed();
          }
        },
        inner);
  }

  /** One fault; all else works. */
  public static Faults errnoAt(long point, int errno) {
    return new Faults(
        (call, number) -> {
          if (number == point) {
            throw new ErrnoException(call, errno);
          }
        },
        HostRoot.Tap.NONE);
  }

  /** Two faults, such as a disk that fails again while what it failed at is taken back. */
  public static Faults errnoAt(long point, long then, int errno) {
    return new Faults(
        (call, number) -> {
          if (number == point || number == then) {
            throw new ErrnoException(call, errno);
          }
        },
        HostRoot.Tap.NONE);
  }

  /** The same fault at every change of a kind, such as a disk that is full. */
  public static Faults always(String kind, int errno) {
    return new Faults(
        (call, number) -> {
          if (call.equals(kind)) {
            throw new ErrnoException(call, errno);
          }
        },
        HostRoot.Tap.NONE);
  }

  @Override
  public void before(String call, int descriptor, String name, String to) throws ErrnoException {
    calls.add(call);
    fault.at(call, calls.size());
    inner.before(call, descriptor, name, to);
  }

  /** How many changes there were. */
  public long count() {
    return calls.size();
  }

  /** Which they were, in order. */
  public List<String> calls() {
    return calls;
  }
}
