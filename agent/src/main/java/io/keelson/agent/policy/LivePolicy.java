package io.keelson.agent.policy;

import static io.keelson.problem.ProblemCode.POLICY_INVALID;

import io.keelson.policy.Mistake;
import io.keelson.policy.Policy;
import io.keelson.policy.PolicyText;
import io.keelson.problem.Problem;
import io.keelson.wire.AgentState.Trouble;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy that holds now: the last good one that was read, and nothing before there was one. For
 * any thread; {@link #look} for one at a time.
 */
public final class LivePolicy implements Supplier<Policy> {

  private static final Logger LOG = LoggerFactory.getLogger(LivePolicy.class);
  private static final int MOST_TOLD = 3;

  /**
   * What the last look found.
   *
   * @param text empty when the source could not be read
   * @param faults why it is not used; empty when it is
   */
  private record Seen(byte[] text, List<String> faults) {}

  private final PolicySource source;
  private volatile Policy policy = Policy.NOTHING;
  private volatile boolean everGood;
  private volatile Seen seen = new Seen(new byte[0], List.of("not read yet"));

  public LivePolicy(PolicySource source) {
    this.source = source;
  }

  @Override
  public Policy get() {
    return policy;
  }

  /** Reads the source again; nothing happens when it is as it was. */
  public void look() {
    Seen now = read();
    if (Arrays.equals(now.text, seen.text) && now.faults.equals(seen.faults)) {
      return;
    }
    if (now.faults.isEmpty()) {
      LOG.info("policy {}: {}", source.name(), String.join("; ", policy.summary()));
    } else {
      String holds = everGood ? "the last good one goes on" : "nothing is allowed";
      LOG.error("policy {} is not used, {}:", source.name(), holds);
      now.faults.forEach(fault -> LOG.error("{}:{}", source.name(), fault));
    }
    seen = now;
  }

  private Seen read() {
    try {
      byte[] text = source.read();
      return Arrays.equals(text, seen.text) && text.length > 0 ? seen : new Seen(text, use(text));
    } catch (IOException e) {
      return new Seen(new byte[0], List.of(" cannot be read: " + e));
    }
  }

  /** Takes a text over if it is good; else why not. */
  private List<String> use(byte[] text) {
    return switch (PolicyText.read(text)) {
      case PolicyText.Outcome.Good good -> {
        policy = good.policy();
        everGood = true;
        yield List.of();
      }
      case PolicyText.Outcome.Bad bad -> bad.mistakes().stream().map(Mistake::toString).toList();
    };
  }

  /** What a person should mend; empty when the file is as it is used. */
  public Optional<Trouble> trouble() {
    List<String> faults = seen.faults;
    if (faults.isEmpty()) {
      return Optional.empty();
    }
    String first = faults.stream().limit(MOST_TOLD).collect(Collectors.joining("; "));
    String more = faults.size() > MOST_TOLD ? "; and " + (faults.size() - MOST_TOLD) + " more" : "";
    String holds = everGood ? "the last good policy goes on" : "nothing is allowed";
    return Optional.of(
        new Trouble(
            POLICY_INVALID,
            Problem.printableMessage("%s: %s:%s%s".formatted(holds, source.name(), first, more))));
  }
}
