package io.keelson.setting;

import java.util.Optional;

/** The agent's paths, one for each kind of setting. */
public enum Api {
  SYSCTL("/v1/sysctl"),
  HOSTNAME("/v1/hostname"),
  FILE("/v1/file");

  private final String path;

  Api(String path) {
    this.path = path;
  }

  /** The path, for example {@code /v1/sysctl}. */
  public String path() {
    return path;
  }

  /** The Api of exactly this path; no normalising. */
  public static Optional<Api> ofPath(String path) {
    for (Api api : values()) {
      if (api.path.equals(path)) {
        return Optional.of(api);
      }
    }
    return Optional.empty();
  }
}
