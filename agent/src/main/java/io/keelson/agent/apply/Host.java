package io.keelson.agent.apply;

import io.keelson.agent.host.DirectoryStore;
import io.keelson.agent.host.DropInStore;
import io.keelson.agent.host.FileStore;
import io.keelson.agent.host.HostnameStore;
import io.keelson.agent.host.StateStore;
import io.keelson.agent.host.SysctlStore;
import io.keelson.agent.host.boot.SysctlSources;
import io.keelson.policy.Policy;
import java.util.function.Supplier;

/** The host's stores, what it allows, and what else has a say in its settings. */
public record Host(
    SysctlStore sysctls,
    DropInStore dropIns,
    HostnameStore hostname,
    FileStore files,
    DirectoryStore directories,
    SysctlLimits limits,
    StateStore states,
    Supplier<Policy> policy,
    SysctlSources boot,
    Naming naming,
    Lifeline lifeline) {

  Images images() {
    return new Images(states, files);
  }
}
