package io.keelson.setting.rules;

import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of numbers and ranges as the kernel's bitmaps take and give it: {@code 80,8000-8080}
 * (ip-sysctl.rst, ip_local_reserved_ports).
 */
final class NumberList {

  private static final String NUMBER = "(?:0|[1-9][0-9]{0,5})";
  private static final String ITEM = NUMBER + "(?:-" + NUMBER + ")?";
  private static final Pattern LIST = Pattern.compile(ITEM + "(?:," + ITEM + ")*");
  private static final Pattern RANGE = Pattern.compile("([0-9]+)(?:-([0-9]+))?");

  private NumberList() {}

  /** The numbers, or nothing when it is no such list, or a range in it is turned round. */
  static Optional<BitSet> parse(String text) {
    if (!LIST.matcher(text).matches()) {
      return Optional.empty();
    }
    BitSet numbers = new BitSet();
    Matcher range = RANGE.matcher(text);
    while (range.find()) {
      int from = Integer.parseInt(range.group(1));
      int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
      if (to < from) {
        return Optional.empty();
      }
      numbers.set(from, to + 1);
    }
    return Optional.of(numbers);
  }

  /** The shortest list of these numbers. */
  static String text(BitSet numbers) {
    StringBuilder text = new StringBuilder();
    for (int from = numbers.nextSetBit(0); from >= 0; from = numbers.nextSetBit(from)) {
      int end = numbers.nextClearBit(from);
      text.append(text.isEmpty() ? "" : ",").append(from);
      text.append(end - 1 > from ? "-" + (end - 1) : "");
      from = end;
    }
    return text.toString();
  }
}
