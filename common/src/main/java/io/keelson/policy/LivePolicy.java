package io.keelson.policy;

import io.keelson.problem.Problem;
import io.keelson.setting.Content;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The policy that holds now: the last good one that was read, and nothing before there was one. For
 * any thread; {@link #look} for one at a time.
 */
public final class LivePolicy implements Supplier<Policy> {

  private static final int MOST_TOLD = 3;

  /** What a look found that is another way than before. */
  public sealed interface News {

    /** A good text: it holds from now on. */
    record Taken(Policy policy) implements News {}

    /**
     * A text that is not used, or none.
     *
     * @param holds what does instead, in words
     * @param faults every mistake, each with its place
     */
    record Refused(String holds, List<String> faults) implements News {
      public Refused {
        faults = List.copyOf(faults);
      }
    }
  }

  private record Held(Policy policy, String digest) {}

  /**
   * What the last look found.
   *
   * @param text empty when the source could not be read
   * @param faults why it is not used; empty when it is
   */
  private record Seen(byte[] text, List<String> faults) {}

  private final PolicySource source;
  private volatile Held held = new Held(Policy.NOTHING, "");
  private volatile Seen seen = new Seen(new byte[0], List.of(" was not read yet"));

  public LivePolicy(PolicySource source) {
    this.source = source;
  }

  @Override
  public Policy get() {
    return held.policy;
  }

  /** Names the text that holds; empty when there was no good one yet. */
  public String digest() {
    return held.digest;
  }

  /** Reads the source again; empty when it is as it was. */
  public Optional<News> look() {
    Seen before = seen;
    Seen now = read(before);
    if (Arrays.equals(now.text, before.text) && now.faults.equals(before.faults)) {
      return Optional.empty();
    }
    seen = now;
    return Optional.of(
        now.faults.isEmpty()
            ? new News.Taken(held.policy)
            : new News.Refused(
                holds(), now.faults.stream().map(fault -> source.name() + fault).toList()));
  }

  private Seen read(Seen before) {
    try {
      byte[] text = source.read();
      boolean same = text.length > 0 && Arrays.equals(text, before.text);
      return same ? before : new Seen(text, use(text));
    } catch (IOException e) {
      return new Seen(new byte[0], List.of(" cannot be read: " + e));
    }
  }

  /** Takes a text over if it is good; else why not. */
  private List<String> use(byte[] text) {
    return switch (PolicyText.read(text)) {
      case PolicyText.Outcome.Good good -> {
        held = new Held(good.policy(), Content.of(text).checksum());
        yield List.of();
      }
      case PolicyText.Outcome.Bad bad ->
          bad.mistakes().stream().map(mistake -> ":" + mistake).toList();
    };
  }

  private String holds() {
    return held.digest.isEmpty() ? "nothing is allowed" : "the last good policy goes on";
  }

  /** What a person should mend, with the first mistakes; empty when the source is in use. */
  public Optional<String> trouble() {
    List<String> faults = seen.faults;
    if (faults.isEmpty()) {
      return Optional.empty();
    }
    String first =
        faults.stream()
            .limit(MOST_TOLD)
            .map(fault -> source.name() + fault)
            .collect(Collectors.joining("; "));
    String more = faults.size() > MOST_TOLD ? "; and " + (faults.size() - MOST_TOLD) + " more" : "";
    return Optional.of(Problem.printableMessage(holds() + ": " + first + more));
  }
}
