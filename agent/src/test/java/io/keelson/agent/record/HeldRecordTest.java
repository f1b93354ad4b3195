package io.keelson.agent.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Api;
import io.keelson.wire.AgentState.Held;
import io.keelson.wire.Owner;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldRecordTest {

  private final HeldRecord record = new HeldRecord();

  private static Held held(String uid, Api api) {
    return new Held(
        new Owner(uid, "default", uid, "2026-01-01T00:00:00Z"), api.path(), 1, "digest", List.of());
  }

  private List<String> owners() {
    return record.all().stream().map(held -> held.owner().uid() + held.api()).toList();
  }

  @Test
  void forgetsAnOwnerWhoseKeyAnotherHasChanged() {
    record.put(held("a", Api.SYSCTL), Set.of("vm.x", "vm.y"), Set.of("vm.x", "vm.y"));
    record.put(held("b", Api.SYSCTL), Set.of("vm.y"), Set.of("vm.y"));
    assertThat(owners()).containsExactly("b/v1/sysctl");
  }

  @Test
  void keepsOwnersThatShareAKeyWithTheSameValue() {
    record.put(held("a", Api.SYSCTL), Set.of("vm.x"), Set.of("vm.x"));
    record.put(held("b", Api.SYSCTL), Set.of("vm.x", "vm.y"), Set.of("vm.y"));
    assertThat(owners()).containsExactly("a/v1/sysctl", "b/v1/sysctl");
  }

  @Test
  void forgetsNobodyOfAnotherApi() {
    record.put(held("a", Api.FILE), Set.of("hostname"), Set.of("hostname"));
    record.put(held("b", Api.HOSTNAME), Set.of("hostname"), Set.of("hostname"));
    assertThat(owners()).containsExactly("a/v1/file", "b/v1/hostname");
  }

  @Test
  void takesWhatAnOwnerHasNowForWhatItHadBefore() {
    record.put(held("a", Api.SYSCTL), Set.of("vm.x"), Set.of("vm.x"));
    record.put(held("a", Api.SYSCTL), Set.of("vm.y"), Set.of("vm.y"));
    record.put(held("b", Api.SYSCTL), Set.of("vm.x"), Set.of("vm.x"));
    assertThat(owners()).containsExactly("a/v1/sysctl", "b/v1/sysctl");
  }

  @Test
  void forgetsEverybodyWhoseKeysAreInDoubt() {
    record.put(held("a", Api.SYSCTL), Set.of("vm.x"), Set.of("vm.x"));
    record.put(held("b", Api.SYSCTL), Set.of("vm.y"), Set.of("vm.y"));
    record.forget(Api.SYSCTL, Set.of("vm.x"));
    assertThat(owners()).containsExactly("b/v1/sysctl");
  }

  @Test
  void forgetsTheEldestWhenThereIsTooMuchToRemember() {
    IntStream.range(0, 100)
        .forEach(
            i -> {
              Set<String> keys =
                  IntStream.range(0, 256)
                      .mapToObj(k -> "vm.k" + k + "." + i)
                      .collect(java.util.stream.Collectors.toSet());
              record.put(held("o" + i, Api.SYSCTL), keys, keys);
            });
    assertThat(record.all()).hasSizeBetween(10, 64);
    assertThat(owners()).contains("o99/v1/sysctl").doesNotContain("o0/v1/sysctl");
  }
}
