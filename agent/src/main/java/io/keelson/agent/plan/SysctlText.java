package io.keelson.agent.plan;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sysctl's value in one form, whichever way the kernel or a person wrote it. */
public final class SysctlText {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}");
  private static final Pattern PORTS =
      Pattern.compile("[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)+|[0-9]{1,5}-[0-9]{1,5}");
  private static final Pattern RANGE = Pattern.compile("([0-9]+)(?:-([0-9]+))?");

  private SysctlText() {}

  /** Single blanks between words, none around them. */
  public static String canonical(String value) {
    return value.strip().replaceAll("[ \\t\\n]+", " ");
  }

  /** True when both say the same to the kernel. */
  public static boolean same(String one, String other) {
    String[] mine = canonical(one).split(" ", -1);
    String[] theirs = canonical(other).split(" ", -1);
    if (mine.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < mine.length; i++) {
      if (!sameWord(mine[i], theirs[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameWord(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    if (NUMBER.matcher(one).matches() && NUMBER.matcher(other).matches()) {
      return new BigInteger(one).equals(new BigInteger(other));
    }
    Optional<BitSet> ports = ports(one);
    return ports.isPresent() && ports.equals(ports(other));
  }

  /** The kernel joins neighbouring ranges of net.ipv4.ip_local_reserved_ports. */
  private static Optional<BitSet> ports(String word) {
    if (!PORTS.matcher(word).matches()) {
      return Optional.empty();
    }
    BitSet ports = new BitSet();
    Matcher range = RANGE.matcher(word);
    while (range.find()) {
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      if (to < from) {
        return Optional.empty();
      }
      ports.set(from, to + 1);
    }
    return Optional.of(ports);
  }
}
