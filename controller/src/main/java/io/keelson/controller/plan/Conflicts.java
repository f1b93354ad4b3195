package io.keelson.controller.plan;

import static io.keelson.problem.ProblemCode.CONFLICT;

import io.keelson.controller.plan.Wanted.Mode;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.Setting;
import io.keelson.setting.Sysctl;
import io.keelson.setting.rules.Rivals;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns which key on one node. MyKinds are asked oldest first; what comes later must want the
 * same, or is withheld as a whole. A dry run owns nothing.
 */
final class Conflicts {

  private record Key(Api api, String key) {}

  private record Owned(MyKind owner, Setting setting) {}

  private final Map<Key, Owned> owned = new HashMap<>();

  /** Why this call must be withheld; when nothing says so, its keys are its own from now on. */
  Optional<Problem> claim(Intent.Call call) {
    Wanted wanted = call.wanted();
    for (Setting setting : wanted.settings()) {
      Owned other = owned.get(new Key(wanted.api(), setting.key()));
      if (other != null && !other.setting.equals(setting)) {
        return Optional.of(conflict(setting.key(), other.owner));
      }
      Optional<Owned> rival = rival(setting);
      if (rival.isPresent() && !isSame(setting, rival.get().setting)) {
        return Optional.of(conflict(setting.key(), rival.get().owner));
      }
    }
    if (wanted.mode() == Mode.APPLY) {
      for (Setting setting : wanted.settings()) {
        owned.putIfAbsent(new Key(wanted.api(), setting.key()), new Owned(call.kind(), setting));
      }
    }
    return Optional.empty();
  }

  private Optional<Owned> rival(Setting setting) {
    return setting instanceof Sysctl
        ? Rivals.of(setting.key()).map(key -> owned.get(new Key(Api.SYSCTL, key)))
        : Optional.empty();
  }

  /** Two names of one variable may have one value; of a pair only one is not 0. */
  private static boolean isSame(Setting wanted, Setting rival) {
    return Rivals.sameAs(wanted.key()).isPresent()
        && wanted instanceof Sysctl one
        && rival instanceof Sysctl other
        && one.value().equals(other.value());
  }

  private static Problem conflict(String key, MyKind owner) {
    return new Problem(
        CONFLICT,
        "",
        key,
        key
            + " belongs to the older "
            + owner.title()
            + ", which wants another value: take it out of one of the two");
  }
}
