package io.keelson.agent.apply;

import static io.keelson.agent.apply.TestNode.A;

import io.keelson.agent.host.HostRoot;
import io.keelson.policy.Bindings;
import io.keelson.policy.FileRule;
import io.keelson.policy.FileRules;
import io.keelson.policy.HostnameRule;
import io.keelson.policy.Policy;
import io.keelson.policy.SysctlRules;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.testing.HostDirectory;
import io.keelson.wire.AgentState.Trouble;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node and an agent that can be started again there. */
abstract class OnANode {

  static final Policy POLICY =
      new Policy(
          new SysctlRules(List.of()),
          new FileRules(List.of(FileRule.root("/etc/app"))),
          new HostnameRule(true, true),
          new Bindings(List.of()));

  @TempDir Path root;
  HostDirectory host;
  TestNode node;

  @BeforeEach
  void start() {
    host =
        HostDirectory.in(root)
            .sysctl("vm.a", "1")
            .sysctl("vm.b", "1")
            .file("/etc/app/a", "old a")
            .file("/etc/machine-id", "11112222333344445555666677778888\n");
    node = node(HostRoot.of(root));
  }

  static TestNode node(HostRoot root) {
    return new TestNode(root, () -> POLICY);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  void restart() {
    restart(HostRoot.of(root));
  }

  void restart(HostRoot on) {
    node.close();
    node = node(on);
    node.recovery.obstacle();
  }

  Outcome sysctl(String value) {
    return node.apply(A, 1, Api.SYSCTL, Parameter.of("vm.a", value));
  }

  Outcome file(String content) {
    return node.apply(A, 1, Api.FILE, Parameter.of("/etc/app/a", content));
  }

  List<String> troubles() {
    return node.record.troubles().stream().map(Trouble::code).toList();
  }

  static List<String> kept(Outcome outcome) {
    return ((Outcome.Done) outcome).report().kept().stream().map(Problem::code).toList();
  }
}
