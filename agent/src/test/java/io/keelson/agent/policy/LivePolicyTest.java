package io.keelson.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.keelson.agent.host.MountedFile;
import io.keelson.policy.LivePolicy;
import io.keelson.policy.LivePolicy.News;
import io.keelson.policy.Policy;
import io.keelson.policy.PolicyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mounted ConfigMap, as the kubelet renews it: a new directory, and a link that is turned. */
@DisplayName("A-28: the policy comes from a read-only mount, and nothing is allowed without it")
class LivePolicyTest {

  private static final String ONE = "{\"sysctls\": [{\"name\": \"vm.one\"}]}";
  private static final String TWO = "{\"sysctls\": [{\"name\": \"vm.two\"}]}";

  @TempDir Path mount;
  private LivePolicy policy;
  private int versions;

  @BeforeEach
  void start() {
    policy = new LivePolicy(new MountedFile(mount.resolve("policy.json"), PolicyText.LARGEST));
  }

  @Test
  void allowsNothingAndSaysSoBeforeThereIsAFile() {
    assertThat(policy.get()).isEqualTo(Policy.NOTHING);
    policy.look();
    assertThat(policy.get()).isEqualTo(Policy.NOTHING);
    assertThat(trouble()).contains("nothing is allowed", "cannot be read");
  }

  @Test
  void followsTheLinkWhenItIsTurned() throws IOException {
    publish(ONE);
    policy.look();
    assertThat(allowed()).containsExactly("vm.one");
    assertThat(policy.trouble()).isEmpty();
    publish(TWO);
    assertThat(allowed()).containsExactly("vm.one");
    policy.look();
    assertThat(allowed()).containsExactly("vm.two");
  }

  @Test
  void keepsTheLastGoodOneWhileTheFileIsBadOrGone() throws IOException {
    publish(ONE);
    policy.look();
    publish("{\n \"sysctls\": 1, \"a\": 1, \"b\": 1,\n \"c\": 1}");
    policy.look();
    assertThat(allowed()).containsExactly("vm.one");
    assertThat(PolicyWatch.trouble(policy))
        .hasValueSatisfying(trouble -> assertThat(trouble.code()).isEqualTo("POLICY_INVALID"));
    assertThat(trouble())
        .contains("the last good policy goes on", "policy.json:2:13: ", "and 1 more");
    Files.delete(mount.resolve("..data"));
    policy.look();
    assertThat(allowed()).containsExactly("vm.one");
    assertThat(trouble()).contains("cannot be read");
    publish(TWO);
    policy.look();
    assertThat(allowed()).containsExactly("vm.two");
    assertThat(policy.trouble()).isEmpty();
  }

  @Test
  void takesTheSameGoodTextAgainAfterABadOne() throws IOException {
    publish(ONE);
    policy.look();
    publish("{");
    policy.look();
    publish(ONE);
    policy.look();
    assertThat(policy.trouble()).isEmpty();
    assertThat(allowed()).containsExactly("vm.one");
  }

  @Test
  void tellsNewsOnceAndNamesWhatHolds() throws IOException {
    publish(ONE);
    assertThat(policy.look()).containsInstanceOf(News.Taken.class);
    String one = policy.digest();
    assertThat(policy.look()).isEmpty();
    publish("{\"a\": 1, \"b\": 2}");
    assertThat(policy.look())
        .hasValueSatisfying(
            news ->
                assertThat(((News.Refused) news).faults())
                    .hasSize(2)
                    .allMatch(f -> f.contains("policy.json:1:")));
    assertThat(policy.look()).isEmpty();
    assertThat(policy.digest()).isEqualTo(one);
    publish(TWO);
    assertThat(policy.look()).isPresent();
    assertThat(policy.digest()).isNotEqualTo(one);
  }

  @Test
  void readsNoMoreThanItMayHave() throws IOException {
    publish(" ".repeat(PolicyText.LARGEST * 2));
    policy.look();
    assertThat(trouble()).contains("at most 262144");
  }

  @Test
  void isLookedAtAgainAndAgain() throws IOException {
    publish(ONE);
    try (PolicyWatch watch = PolicyWatch.start(policy, Duration.ofMillis(10))) {
      assertThat(watch).isNotNull();
      assertThat(allowed()).containsExactly("vm.one");
      publish(TWO);
      await().untilAsserted(() -> assertThat(allowed()).containsExactly("vm.two"));
    }
  }

  private List<String> allowed() {
    return policy.get().sysctls().entries().stream().map(rule -> rule.keys().text()).toList();
  }

  private String trouble() {
    return policy.trouble().orElse("");
  }

  /** What the kubelet does (AtomicWriter of k8s.io/kubernetes/pkg/volume/util). */
  private void publish(String text) throws IOException {
    Path version = Files.createDirectory(mount.resolve("..version-" + versions++));
    Files.writeString(version.resolve("policy.json"), text);
    Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), version.getFileName());
    Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    Path visible = mount.resolve("policy.json");
    if (!Files.isSymbolicLink(visible)) {
      Files.createSymbolicLink(visible, Path.of("..data", "policy.json"));
    }
  }
}
