package io.keelson.agent.apply;

import io.keelson.agent.host.HostRoot;
import io.keelson.policy.Bindings;
import io.keelson.policy.FileRule;
import io.keelson.policy.FileRules;
import io.keelson.policy.HostnameRule;
import io.keelson.policy.Policy;
import io.keelson.policy.SysctlRules;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.wire.Owner;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What {@link SmallMemoryTest} has done in a process of its own. */
final class SmallMemory {

  private static final Policy POLICY =
      new Policy(
          new SysctlRules(List.of()),
          new FileRules(
              List.of(FileRule.root("/etc/app"), FileRule.root("/etc/made").makingParents())),
          new HostnameRule(true, true),
          new Bindings(List.of()));

  /** As much as the rest of an agent has: server, certificates, what it watches. */
  private static final byte[] REST = new byte[12 << 20];

  private static final int MOST_OWNERS = 400;

  private SmallMemory() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    try (TestNode node = new TestNode(HostRoot.of(Path.of(arguments[0])), () -> POLICY)) {
      node.recovery.obstacle();
      String outcome =
          switch (arguments[1]) {
            case "keys" -> fill(node, i -> keys(i, 986));
            case "holders" -> fill(node, i -> keys(0, 200));
            case "again" -> again(node);
            case "large" -> large(node);
            default -> outcome(node.dryRun(TestNode.A, 1, Api.FILE, deep()));
          };
      System.out.println(outcome + " beside " + REST.length);
    }
  }

  private static Owner owner(int i) {
    return new Owner("uid-" + i, "default", "owner-" + i, "2026-01-01T00:00:00Z");
  }

  private static String fill(TestNode node, IntFunction<Parameter[]> wanted) {
    for (int i = 0; i < MOST_OWNERS; i++) {
      Outcome outcome = node.apply(owner(i), 1, Api.FILE, wanted.apply(i));
      if (outcome instanceof Outcome.Refused) {
        return i + " " + outcome(outcome);
      }
    }
    return "never full";
  }

  private static Parameter[] keys(int owner, int length) {
    return IntStream.range(0, 256)
        .mapToObj(i -> Parameter.absent(path("/etc/app/x" + owner + "-" + i, length)))
        .toArray(Parameter[]::new);
  }

  private static String path(String start, int length) {
    StringBuilder path = new StringBuilder(start);
    while (path.length() < length) {
      path.append("/").append("d".repeat(Math.min(200, length - path.length())));
    }
    return path.toString();
  }

  /** Gives up some of it, and takes some more. */
  private static String again(TestNode node) {
    String released = outcome(node.release(owner(0)));
    String applied = outcome(node.apply(owner(0), 10, Api.FILE, keys(MOST_OWNERS, 20)));
    return released + ", " + applied + ", " + node.record.held().size() + " held";
  }

  private static String large(TestNode node) {
    String file = "/etc/app/large";
    String applied = outcome(node.apply(TestNode.A, 1, Api.FILE, Parameter.of(file, "small")));
    return applied + ", " + outcome(node.release(TestNode.A));
  }

  private static Parameter[] deep() {
    return IntStream.range(0, 256)
        .mapToObj(i -> Parameter.of("/etc/made/d" + i + "/d".repeat(490) + "/f", "x"))
        .toArray(Parameter[]::new);
  }

  private static String outcome(Outcome outcome) {
    return outcome instanceof Outcome.Refused refused
        ? refused.problems().getFirst().code() + ": " + refused.problems().getFirst().message()
        : "well";
  }
}
