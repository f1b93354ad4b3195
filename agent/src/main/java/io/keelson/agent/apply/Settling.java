package io.keelson.agent.apply;

import static io.keelson.problem.ProblemCode.SYSCTL_READBACK_MISMATCH;
import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_REFUSED;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.plan.SysctlText;
import io.keelson.setting.SysctlName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets sysctls that have a say in each other: one that the kernel refuses is tried again after the
 * others, since these may bound it, and one that changed when another was set is set again. For the
 * host thread, and once.
 */
final class Settling {

  /** What is still moved by others then is two values that cannot be had together. */
  private static final int MOST_ROUNDS = 4;

  private final SysctlStore store;
  private final Map<SysctlName, String> wanted;
  private final boolean asManyAsCanBe;
  private @Nullable HostException failure;

  private Settling(SysctlStore store, Map<SysctlName, String> wanted, boolean asManyAsCanBe) {
    this.store = store;
    this.wanted = new LinkedHashMap<>(wanted);
    this.asManyAsCanBe = asManyAsCanBe;
  }

  /** Sets all of them, in this order as far as that can be; fails at the first that cannot. */
  static void make(SysctlStore store, Map<SysctlName, String> wanted) throws HostException {
    new Settling(store, wanted, false).settle();
  }

  /** Sets as many as can be, and fails then if one could not. */
  static void takeBack(SysctlStore store, Map<SysctlName, String> wanted) throws HostException {
    new Settling(store, wanted, true).settle();
  }

  private void settle() throws HostException {
    List<SysctlName> differing = differing();
    for (int round = 0; round < MOST_ROUNDS && !differing.isEmpty(); round++) {
      write(differing);
      differing = differing();
    }
    for (SysctlName name : differing) {
      failed(name, moved(name));
    }
    if (failure != null) {
      throw failure;
    }
  }

  private List<SysctlName> differing() throws HostException {
    List<SysctlName> differing = new ArrayList<>();
    for (SysctlName name : List.copyOf(wanted.keySet())) {
      try {
        if (!SysctlText.same(store.read(name), value(name))) {
          differing.add(name);
        }
      } catch (HostException e) {
        failed(name, e);
      }
    }
    return differing;
  }

  /** Each pass sets at least one of them, or ends. */
  private void write(List<SysctlName> names) throws HostException {
    List<SysctlName> pending = names;
    while (!pending.isEmpty()) {
      Map<SysctlName, HostException> refused = new LinkedHashMap<>();
      for (SysctlName name : pending) {
        write(name, refused);
      }
      if (refused.size() == pending.size()) {
        for (Map.Entry<SysctlName, HostException> each : refused.entrySet()) {
          failed(each.getKey(), each.getValue());
        }
        return;
      }
      pending = List.copyOf(refused.keySet());
    }
  }

  private void write(SysctlName name, Map<SysctlName, HostException> refused) throws HostException {
    try {
      store.write(name, SysctlText.canonical(value(name)));
    } catch (HostException e) {
      if (e.problem().code().equals(SYSCTL_VALUE_REFUSED)) {
        refused.put(name, e);
      } else {
        failed(name, e);
      }
    }
  }

  private String value(SysctlName name) {
    return wanted.getOrDefault(name, "");
  }

  private void failed(SysctlName name, HostException why) throws HostException {
    if (!asManyAsCanBe) {
      throw why;
    }
    failure = failure == null ? why : failure;
    wanted.remove(name);
  }

  private HostException moved(SysctlName name) throws HostException {
    return new HostException(
        SYSCTL_READBACK_MISMATCH,
        name.text(),
        "%s: this node was given \"%s\" and has \"%s\" once the others of the call are set: leave one of them out"
            .formatted(name.text(), value(name), SysctlText.canonical(store.read(name))));
  }
}
