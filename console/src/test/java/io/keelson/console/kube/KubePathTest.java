package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KubePathTest {

  @Test
  void putsNamesIntoTheirPlaces() {
    assertThat(
            KubePath.of(KubePath.MYKINDS)
                .namespaced("default")
                .part("mykinds")
                .name("swap.on-1")
                .query("dryRun", "All")
                .query("labelSelector", "a in (b,c)&x=1"))
        .hasToString(
            "/apis/apps.mydomain.com/v1alpha1/namespaces/default/mykinds/swap.on-1"
                + "?dryRun=All&labelSelector=a+in+%28b%2Cc%29%26x%3D1");
    assertThat(KubePath.of("/b").bindingName("keelson-console:ann"))
        .hasToString("/b/keelson-console%3Aann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/b",
        "a/../b",
        "../secrets",
        "a%2fb",
        "a?b",
        "a#b",
        "a b",
        "A",
        "-a",
        "a-",
        "a\n",
        "ä",
        "a..b",
        "a:b",
        "a;b",
        "a\\b"
      })
  void refusesWhatIsNoName(String name) {
    KubePath path = KubePath.of("/api/v1");
    assertThatThrownBy(() -> path.name(name)).isInstanceOf(KubePath.NotAName.class);
    assertThatThrownBy(() -> path.namespaced(name)).isInstanceOf(KubePath.NotAName.class);
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThat(KubePath.isName("a".repeat(253))).isTrue();
    assertThat(KubePath.isName("a".repeat(254))).isFalse();
  }
}
