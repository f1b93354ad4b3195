package io.keelson.policy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The policy as it is written: JSON (RFC 8259), read strictly. docs/policy.md has the fields. */
public final class PolicyText {

  /** The most bytes a policy may have: 256 KiB. */
  public static final int LARGEST = 256 * 1024;

  /** What came out of reading. */
  public sealed interface Outcome {

    /** A policy. */
    record Good(Policy policy) implements Outcome {}

    /** Every mistake in the order of the text; the policy is not to be used. */
    record Bad(List<Mistake> mistakes) implements Outcome {
      public Bad {
        mistakes = List.copyOf(mistakes);
        if (mistakes.isEmpty()) {
          throw new IllegalArgumentException("bad without a mistake");
        }
      }
    }
  }

  private PolicyText() {}

  /** Reads a policy; never throws, whatever the bytes. */
  public static Outcome read(byte[] bytes) {
    if (bytes.length > LARGEST) {
      return bad("is " + bytes.length + " bytes long: at most " + LARGEST);
    }
    try {
      return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return bad("is not UTF-8");
    }
  }

  private static Outcome read(String text) {
    List<Mistake> mistakes = new ArrayList<>();
    Policy policy =
        LocatedJson.read(text, mistakes)
            .map(value -> new PolicyReader(mistakes).policy(value))
            .orElse(Policy.NOTHING);
    mistakes.sort(Comparator.comparing(Mistake::line).thenComparing(Mistake::column));
    return mistakes.isEmpty() ? new Outcome.Good(policy) : new Outcome.Bad(mistakes);
  }

  private static Outcome bad(String why) {
    return new Outcome.Bad(List.of(new Mistake(1, 1, why)));
  }
}
