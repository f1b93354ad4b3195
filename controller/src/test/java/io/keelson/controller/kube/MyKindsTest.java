package io.keelson.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.controller.plan.MyKind;
import io.keelson.wire.Decoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MyKindsTest {

  private static GenericKubernetesResource resource(String rest) {
    return Serialization.unmarshal(
        """
        {"apiVersion":"apps.mydomain.com/v1alpha1","kind":"MyKind",
         "metadata":{"name":"a","namespace":"default","uid":"u","generation":3,
                     "creationTimestamp":"2026-01-01T00:00:00Z"}%s}
        """
            .formatted(rest),
        GenericKubernetesResource.class);
  }

  @Test
  void readsWhatTheApiServerHas() {
    MyKind kind =
        MyKinds.of(
            resource(
                """
                ,"spec":{"Workers":[{"Name":"node1"}],
                  "Http":{"Api":"/v1/sysctl","Parameters":[{"Key":"a.b","Value":"1"}]}}
                """));

    assertThat(kind.generation()).isEqualTo(3);
    assertThat(kind.title()).isEqualTo("default/a");
    assertThat(kind.spec()).isInstanceOf(Decoded.Value.class);
  }

  /** P-15. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"spec\":null",
        ",\"spec\":[]",
        ",\"spec\":{\"Http\":7}",
        ",\"spec\":{\"Http\":{\"Api\":\"/v1/sysctl\",\"Newer\":1}}",
      })
  void whatItDoesNotUnderstandIsAProblemOfThatObject(String rest) {
    assertThat(MyKinds.of(resource(rest)).spec()).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void aStatusThatItDoesNotKnowIsNone() {
    assertThat(MyKinds.status(resource(",\"status\":{\"Newer\":1}"))).isNull();
  }
}
