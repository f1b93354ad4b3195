package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Place;
import io.keelson.agent.plan.FileState;
import io.keelson.agent.plan.SysctlText;
import io.keelson.policy.Policy;
import io.keelson.problem.Problem;
import io.keelson.setting.Api;
import io.keelson.setting.FilePath;
import io.keelson.setting.Hostname;
import io.keelson.setting.SysctlName;
import io.keelson.wire.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the node has; changes nothing. For the host thread. */
public record Reader(String node, Host host) {

  /**
   * @param keys that have passed the grammar
   */
  public Reading read(Api api, List<String> keys) {
    List<Reading.Value> values = new ArrayList<>();
    for (String key : api == Api.HOSTNAME ? List.of(Hostname.KEY) : keys) {
      values.add(readOne(api, key));
    }
    return new Reading(node, values);
  }

  private Reading.Value readOne(Api api, String key) {
    try {
      return switch (api) {
        case SYSCTL -> sysctl(new SysctlName(key));
        case HOSTNAME -> Reading.Value.of(key, host.hostname().current());
        case FILE -> file(new FilePath(key));
      };
    } catch (HostException e) {
      return problem(key, e.problem());
    }
  }

  private Reading.Value sysctl(SysctlName name) throws HostException {
    Optional<Problem> refusal = host.policy().get().checkRead(name);
    return refusal.isPresent() && !host.sysctls().isPublic(name)
        ? problem(name.text(), refusal.get())
        : Reading.Value.of(name.text(), SysctlText.canonical(host.sysctls().read(name)));
  }

  private Reading.Value file(FilePath path) throws HostException {
    Policy policy = host.policy().get();
    Optional<Problem> refusal = policy.checkRead(path);
    if (refusal.isPresent()) {
      return problem(path.text(), refusal.get());
    }
    Place place = new Place(path, policy.rootOf(path).orElseThrow());
    Optional<FileState> state = host.files().observe(place);
    return Reading.Value.of(path.text(), FileState.text(state));
  }

  private static Reading.Value problem(String key, Problem problem) {
    return Reading.Value.problem(key, problem.code(), problem.message());
  }
}
