package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.SYSCTL_UNKNOWN;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.SideEffects;
import io.keelson.agent.plan.SysctlText;
import io.keelson.agent.record.Before;
import io.keelson.agent.record.Entry;
import io.keelson.agent.record.Holdings;
import io.keelson.agent.record.Written;
import io.keelson.setting.Api;
import io.keelson.setting.Sysctl;
import io.keelson.setting.SysctlName;
import io.keelson.setting.rules.Rivals;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers the sysctls of a call, with those that the kernel changes beside them: what is held of
 * these stays as it is, and what is not gets back what it had. For the host thread.
 */
final class SysctlWrites {

  private final SysctlStore store;
  private final Holdings known;
  private final Set<String> own = new HashSet<>();
  private final Set<String> back = new HashSet<>();
  private final Map<String, SysctlWrite> writes = new LinkedHashMap<>();

  SysctlWrites(SysctlStore store, Holdings known, List<Sysctl> wanted, List<Entry> back) {
    this.store = store;
    this.known = known;
    wanted.forEach(sysctl -> own.add(sysctl.key()));
    back.forEach(entry -> this.back.add(entry.key()));
    own.addAll(this.back);
  }

  /** What the kernel changes beside a sysctl has now. */
  static Map<String, String> beside(SysctlStore store, Sysctl sysctl) throws HostException {
    Map<String, String> values = new HashMap<>();
    for (String key : SideEffects.of(sysctl.key())) {
      read(store, key).ifPresent(value -> values.put(key, SysctlText.canonical(value)));
    }
    return values;
  }

  private static Optional<String> read(SysctlStore store, String key) throws HostException {
    try {
      return Optional.of(store.read(new SysctlName(key)));
    } catch (HostException e) {
      if (!e.problem().code().equals(SYSCTL_UNKNOWN)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  void set(Sysctl sysctl, String was) throws HostException {
    add(new SysctlWrite(sysctl.name(), was, sysctl.value().text()));
    for (String key : SideEffects.of(sysctl.key())) {
      Optional<String> is = own.contains(key) ? Optional.empty() : read(store, key);
      if (is.isPresent()) {
        add(new SysctlWrite(new SysctlName(key), is.get(), isHeld(key) ? is.get() : null));
      }
    }
  }

  /** True when a key that is given back has what its rival makes of it, which stays or comes. */
  boolean isRuled(String key) {
    return Rivals.of(key)
        .filter(
            rival ->
                own.contains(rival) && !back.contains(rival)
                    || Rivals.sameAs(key).isPresent() && isHeld(rival))
        .isPresent();
  }

  private boolean isHeld(String key) {
    return !back.contains(key) && known.entry(Api.SYSCTL, key).isPresent();
  }

  void giveBack(Entry entry, String is, Before.Sysctl before) throws HostException {
    add(new SysctlWrite(new SysctlName(entry.key()), is, before.value()));
    for (String key : SideEffects.of(entry.key())) {
      Optional<String> now = own.contains(key) ? Optional.empty() : read(store, key);
      if (now.isPresent()) {
        add(new SysctlWrite(new SysctlName(key), now.get(), given(key, now.get(), entry, before)));
      }
    }
  }

  /** What somebody else has set since stays. */
  private String given(String key, String is, Entry entry, Before.Sysctl before) {
    boolean isAsMade =
        entry.written() instanceof Written.Sysctl written
            && SysctlText.same(is, SideEffects.made(key, written.value()));
    return isAsMade && !isHeld(key) ? before.beside().getOrDefault(key, is) : is;
  }

  private void add(SysctlWrite write) {
    writes.putIfAbsent(write.name().text(), write);
  }

  List<Step> steps() {
    return SysctlsStep.of(store, List.copyOf(writes.values()));
  }
}
