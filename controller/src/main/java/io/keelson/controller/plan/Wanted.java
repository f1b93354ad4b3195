package io.keelson.controller.plan;

import io.keelson.setting.Api;
import io.keelson.setting.Parameter;
import io.keelson.setting.Setting;
import java.util.List;
import java.util.Objects;

/**
 * What a node is asked for, after every check that needs no host.
 *
 * @param parameters as they go over the wire
 * @param settings the same, checked; empty when only reading
 * @param digest names api and parameters
 */
public record Wanted(
    Api api, Mode mode, List<Parameter> parameters, List<Setting> settings, String digest) {

  public Wanted {
    Objects.requireNonNull(api, "api");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(digest, "digest");
    parameters = List.copyOf(parameters);
    settings = List.copyOf(settings);
  }

  /** What is done with the parameters. */
  public enum Mode {
    APPLY,
    DRY_RUN,
    READ
  }
}
