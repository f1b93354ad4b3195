package io.keelson.agent.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A system call that changes something on the node.
 *
 * @param name as strace calls it
 * @param number counted from 1 among all calls of that name, which is how strace counts
 * @param what the call with its arguments, for people
 */
record Point(String name, int number, String what) {

  /** Those by which files, names, attributes, sysctls and host names change. */
  static final String CHANGING =
      "openat,write,pwrite64,writev,ftruncate,renameat,renameat2,linkat,symlinkat,unlinkat,mkdirat,"
          + "fsync,fdatasync,fchmod,fchmodat,fchown,fchownat,fsetxattr,fremovexattr,sethostname";

  private static final Pattern CALL = Pattern.compile("(?:[0-9]+ +)?([a-z0-9_]+)\\((.*)");

  /** An open file changes nothing, unless it is made or cut by that. */
  private static final Pattern ONLY_OPENED = Pattern.compile("(?!.*O_(CREAT|TRUNC)).*");

  /** The changes in what strace wrote of one thread, in order. */
  static List<Point> in(List<String> trace) {
    Map<String, Integer> counts = new HashMap<>();
    List<Point> points = new ArrayList<>();
    for (String line : trace) {
      Matcher call = CALL.matcher(line);
      if (call.lookingAt()) {
        int number = counts.merge(call.group(1), 1, Integer::sum);
        boolean opens = call.group(1).equals("openat");
        if (!opens || !ONLY_OPENED.matcher(call.group(2)).matches()) {
          points.add(new Point(call.group(1), number, line));
        }
      }
    }
    return points;
  }

  /** Some of them, the first and the last among these. */
  static <T> List<T> sample(List<T> all, int most) {
    return all.size() <= most
        ? all
        : IntStream.range(0, most)
            .mapToObj(i -> all.get(i * (all.size() - 1) / (most - 1)))
            .toList();
  }

  /** An error that the kernel may answer this with; another one for another turn. */
  String errno(int turn) {
    List<String> possible =
        switch (name) {
          case "fsync" -> List.of("EIO", "ENOSPC", "EDQUOT");
          case "write" -> List.of("ENOSPC", "EIO", "EDQUOT");
          case "unlinkat", "fchmod", "fchown" -> List.of("EIO", "EROFS");
          default -> List.of("ENOSPC", "EROFS", "EDQUOT");
        };
    return possible.get(turn % possible.size());
  }

  /** True when strace let it fail. */
  boolean failedOnPurpose() {
    return what.contains("(INJECTED)");
  }

  @Override
  public String toString() {
    return name + " " + number + ": " + what;
  }
}
