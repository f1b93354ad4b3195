package io.keelson.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.agent.host.Faults;
import io.keelson.agent.host.FileStamp;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.host.HostRoot;
import io.keelson.agent.host.Made;
import io.keelson.agent.host.PassingSysctls;
import io.keelson.agent.host.Place;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.policy.Bindings;
import io.keelson.policy.FileRule;
import io.keelson.policy.FileRules;
import io.keelson.policy.HostnameRule;
import io.keelson.policy.Policy;
import io.keelson.policy.SysctlRules;
import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.setting.SysctlName;
import io.keelson.testing.HostDirectory;
import io.keelson.testing.HostSnapshot;
import io.keelson.wire.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All or nothing, on a host that fails where a test wants it to. */
class ApplierTest {

  @TempDir Path root;
  private final Set<String> failing = new HashSet<>();
  private boolean unforeseen;
  private @Nullable Error error;
  private HostDirectory host;
  private TestNode node;
  private Policy policy = Policy.NOTHING;

  @BeforeEach
  void start() {
    host =
        HostDirectory.in(root)
            .sysctl("vm.a", "1")
            .sysctl("vm.b", "1")
            .file("/etc/app/a", "old a")
            .file("/etc/app/b", "old b");
    allow("/etc/app");
    node = new TestNode(HostRoot.of(root), () -> policy, FailingSysctls::new, FailingFiles::new);
  }

  private void allow(String root) {
    policy =
        new Policy(
            new SysctlRules(List.of()),
            new FileRules(List.of(FileRule.root(root))),
            new HostnameRule(true, true),
            new Bindings(List.of()));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static Parameter sysctl(String key, String value) {
    return Parameter.of(key, value);
  }

  private static Parameter file(String path) {
    return Parameter.of(path, "n");
  }

  private List<String> codes(Parameter... parameters) {
    return TestNode.codes(apply(parameters));
  }

  private Outcome apply(Parameter... parameters) {
    Api api = parameters[0].key().startsWith("/") ? Api.FILE : Api.SYSCTL;
    return node.apply(TestNode.A, 1, api, parameters);
  }

  @Test
  @DisplayName("F-30: the file of one is the directory of another's")
  void aFileIsNoDirectoryForThatOfAYounger() {
    apply(file("/etc/app/x"), Parameter.absent("/etc/app/d/e/f"));
    for (String path : List.of("/etc/app/x/y", "/etc/app/x/y/z", "/etc/app/d", "/etc/app/d/e")) {
      Outcome outcome = node.dryRun(TestNode.B, 1, Api.FILE, Parameter.absent(path));
      assertThat(TestNode.codes(outcome)).as(path).containsExactly("CONFLICT");
    }
    Outcome beside = node.dryRun(TestNode.B, 1, Api.FILE, file("/etc/app/xy"));
    assertThat(TestNode.codes(beside)).isEmpty();
  }

  @Test
  void takesBackEarlierSysctlsWhenALaterOneFails() {
    failing.add("vm.b=2");
    assertThat(codes(sysctl("vm.a", "2"), sysctl("vm.b", "2"))).containsExactly("HOST_ERROR");
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
    assertThat(host.exists("/etc/sysctl.d/90-keelson.conf")).isFalse();
  }

  @Test
  void takesBackSysctlsWhenTheDropInFails() {
    failing.add("/etc/sysctl.d/90-keelson.conf");
    assertThat(codes(sysctl("vm.a", "2"))).containsExactly("HOST_ERROR");
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
  }

  @Test
  void saysWhatIsLeftWhenTakingBackFailsToo() {
    failing.add("vm.b=2");
    failing.add("vm.a=1");
    assertThat(codes(sysctl("vm.a", "2"), sysctl("vm.b", "2")))
        .containsExactly("HOST_ERROR", "UNDO_FAILED");
    assertThat(host.sysctl("vm.a")).isEqualTo("2");
  }

  @Test
  void takesBackEarlierFilesWhenALaterOneFails() {
    HostSnapshot before = host.snapshot();
    failing.add("/etc/app/b");
    assertThat(codes(file("/etc/app/a"), file("/etc/app/new"), file("/etc/app/b")))
        .containsExactly("HOST_ERROR");
    // Only the directory's own time has moved.
    assertThat(before.changesTo(host.snapshot()))
        .allMatch(c -> c.startsWith("/etc/app: ") || c.startsWith("/var/lib"));
  }

  @Test
  void takesBackAlsoWhenAStepFailsInAnUnforeseenWay() {
    unforeseen = true;
    failing.add("vm.b=2");
    assertThat(codes(sysctl("vm.a", "2"), sysctl("vm.b", "2"))).containsExactly("AGENT_ERROR");
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
  }

  @Test
  void takesBackAlsoWhenTheProgramItselfIsInTrouble() {
    failing.add("vm.b=2");
    error = new StackOverflowError("too deep");
    assertThat(codes(sysctl("vm.a", "2"), sysctl("vm.b", "2"))).containsExactly("AGENT_ERROR");
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
  }

  @Test
  void saysSoWhenTheHostIsNotThere() throws Exception {
    Files.move(host.at("/etc"), host.at("/gone"));
    assertThat(codes(sysctl("vm.a", "2"))).containsExactly("HOST_UNAVAILABLE");
    assertThat(codes(file("/etc/app/a"))).containsExactly("HOST_UNAVAILABLE");
    assertThat(host.sysctl("vm.a")).isEqualTo("1");
  }

  @Test
  void refusesAFileThatThePolicyNoLongerAllowsWhenItsTurnHasCome() {
    allow("/etc/elsewhere");
    HostSnapshot before = host.snapshot();
    assertThat(apply(file("/etc/app/a")))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo("PATH_NOT_ALLOWED"))
                    .satisfies(
                        problem -> assertThat(problem.field()).isEqualTo("parameters[0].key")));
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  void changesNothingInADryRun() {
    HostSnapshot before = host.snapshot();
    assertThat(node.dryRun(TestNode.A, 1, Api.SYSCTL, sysctl("vm.a", "2")))
        .isInstanceOf(Outcome.Done.class);
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  @Test
  @DisplayName("A dry run asks the kernel for no change, not even a temporary file")
  void asksForNoChangeInADryRun() {
    policy =
        new Policy(
            new SysctlRules(List.of()),
            new FileRules(List.of(FileRule.root("/etc/app").makingParents())),
            new HostnameRule(true, true),
            new Bindings(List.of()));
    apply(file("/etc/app/b"), file("/etc/app/made/c"));
    HostSnapshot before = host.snapshot();
    Faults calls = Faults.none();
    try (TestNode dry = new TestNode(new HostRoot(root, calls), () -> policy)) {
      for (Outcome outcome :
          List.of(
              dry.dryRun(TestNode.A, 1, Api.SYSCTL, sysctl("vm.a", "2")),
              dry.dryRun(TestNode.A, 1, Api.HOSTNAME, Parameter.of("hostname", "node7")),
              dry.dryRun(
                  TestNode.A,
                  1,
                  Api.FILE,
                  file("/etc/app/a"),
                  file("/etc/app/new/new"),
                  Parameter.absent("/etc/app/b")),
              dry.release(TestNode.A, 2, null, false, true))) {
        assertThat(outcome)
            .isInstanceOfSatisfying(
                Outcome.Done.class,
                done -> assertThat(done.report().changes()).anyMatch(Change::changed));
      }
    }
    assertThat(calls.calls()).isEmpty();
    assertThat(before.changesTo(host.snapshot())).isEmpty();
  }

  private void failIf(String what) throws HostException {
    if (failing.contains(what)) {
      if (error != null) {
        throw error;
      }
      if (unforeseen) {
        throw new IllegalStateException("a bug");
      }
      throw new HostException("HOST_ERROR", what, what + " fails");
    }
  }

  private final class FailingSysctls extends PassingSysctls {

    FailingSysctls(SysctlStore real) {
      super(real);
    }

    @Override
    public void write(SysctlName name, String value) throws HostException {
      failIf(name.text() + "=" + value);
      real.write(name, value);
    }
  }

  private final class FailingFiles implements FileStore {

    private final FileStore real;

    FailingFiles(FileStore real) {
      this.real = real;
    }

    @Override
    public Optional<FileStamp> stamp(Place place) throws HostException {
      return real.stamp(place);
    }

    @Override
    public Optional<FileState> observe(Place place) throws HostException {
      return real.observe(place);
    }

    @Override
    public Optional<byte[]> read(Place place, int most) throws HostException {
      return real.read(place, most);
    }

    @Override
    public Map<String, String> attributes(Place place) throws HostException {
      return real.attributes(place);
    }

    @Override
    public void checkReplaceable(Place place) throws HostException {
      real.checkReplaceable(place);
    }

    @Override
    public Made replace(Place place, Optional<FileState> expected, byte[] content, FileState state)
        throws HostException {
      failIf(place.path().text());
      return real.replace(place, expected, content, state);
    }

    @Override
    public Made restore(Place place, Optional<FileState> expected, byte[] content, FileImage image)
        throws HostException {
      return real.restore(place, expected, content, image);
    }

    @Override
    public Made remove(Place place, FileState expected) throws HostException {
      failIf(place.path().text());
      return real.remove(place, expected);
    }

    @Override
    public void sweep(Place place) throws HostException {
      real.sweep(place);
    }
  }
}
