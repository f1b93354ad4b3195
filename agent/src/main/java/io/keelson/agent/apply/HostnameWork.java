package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.HostnameStore;
import io.keelson.agent.plan.HostnamePlan;
import io.keelson.setting.Hostname;
import java.util.List;

/** Gathers both places of the node's name, and lays out the step. For the host thread. */
record HostnameWork(HostnameStore store) {

  Work of(Hostname wanted) throws HostException {
    HostnamePlan plan = HostnamePlan.of(wanted, store.current(), store.kept());
    if (!plan.change().changed()) {
      return new Work(List.of(plan.change()), List.of(), List.of());
    }
    store.checkWritable();
    Step step = new MadeStep(Hostname.KEY, () -> store.set(wanted.name()));
    return new Work(List.of(plan.change()), List.of(step), List.of());
  }
}
