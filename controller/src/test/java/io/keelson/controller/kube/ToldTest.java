package io.keelson.controller.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ToldTest {

  private final List<String> told = new ArrayList<>();
  private final Told<GenericKubernetesResource> handler =
      new Told<>(one -> tell("seen", one), one -> tell("gone", one));

  private void tell(String what, GenericKubernetesResource one) {
    told.add(what + " " + one.getMetadata().getUid());
    if (one.getMetadata().getUid().equals("poison")) {
      throw new IllegalStateException("for the test");
    }
  }

  private static GenericKubernetesResource withUid(String uid) {
    GenericKubernetesResource resource = new GenericKubernetesResource();
    resource.setMetadata(new ObjectMetaBuilder().withName("swap").withUid(uid).build());
    return resource;
  }

  /** P-20: else the old one would own its keys for ever, and the new one be in conflict with it. */
  @Test
  void oneThatWasMadeAnewUnderTheSameNameIsAnotherOne() {
    handler.onUpdate(withUid("old"), withUid("new"));

    assertThat(told).containsExactly("gone old", "seen new");
  }

  @Test
  void aChangedOneIsTheSame() {
    handler.onUpdate(withUid("a"), withUid("a"));

    assertThat(told).containsExactly("seen a");
  }

  /** P-15. */
  @Test
  void anObjectThatCannotBeTakenInDoesNotEndTheWatch() {
    handler.onAdd(withUid("poison"));
    handler.onAdd(withUid("a"));

    assertThat(told).containsExactly("seen poison", "seen a");
  }
}
