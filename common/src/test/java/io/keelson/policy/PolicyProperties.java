package io.keelson.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.fuzz.NearlyGood;
import io.keelson.policy.PolicyText.Outcome.Bad;
import io.keelson.policy.PolicyText.Outcome.Good;
import io.keelson.setting.Content;
import io.keelson.setting.FileMode;
import io.keelson.setting.FilePath;
import io.keelson.setting.ManagedFile;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No text at all breaks the policy's reader, and none allows what nothing may allow. */
class PolicyProperties {

  @Provide
  Arbitrary<String> policies() {
    return NearlyGood.of(
        PolicyTextTest.GOOD,
        "{\"files\": [{\"path\": \"/etc/shado\", \"rootEquivalent\": \"accepted\"}]}",
        "{\"files\": [{\"root\": \"/etc\"}]}");
  }

  @Property
  void nearlyGoodPoliciesAreReadOrRefusedWithAPlace(@ForAll("policies") String text) {
    switch (PolicyTextTest.read(text)) {
      case Good good -> {
        assertThat(good.policy().summary()).isNotEmpty();
        FilePath path = new FilePath("/etc/shadow");
        Content content = Content.of(new byte[0]);
        ManagedFile shadow =
            new ManagedFile(
                path, content, FileMode.DEFAULT, OptionalLong.empty(), OptionalLong.empty());
        assertThat(good.policy().check(List.of(shadow), "a", Policy.ANY_NODE)).isNotEmpty();
      }
      case Bad bad ->
          assertThat(bad.mistakes())
              .allSatisfy(
                  mistake -> {
                    assertThat(mistake.line()).isPositive();
                    assertThat(mistake.column()).isPositive();
                    assertThat(mistake.message()).isNotBlank().matches("[^\\p{Cntrl}]*");
                  });
    }
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    assertThat(PolicyText.read(bytes)).isNotNull();
  }

  @Example
  void whatTheseBeginWithIsGood() {
    assertThat(PolicyTextTest.read(PolicyTextTest.GOOD)).isInstanceOf(Good.class);
  }
}
