package io.keelson.controller.trust;

import io.keelson.controller.trust.TrustStore.Snapshot;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The Secret that the authority comes from. What it refuses is told once. For one thread. */
final class Source {

  private final String name;
  private final TrustTelemetry telemetry;
  private final Notices notices;
  private String told = "";

  /**
   * A source.
   *
   * @param name of the Secret; empty: there is none, the authority is made here
   */
  Source(String name, TrustTelemetry telemetry, Notices notices) {
    this.name = name;
    this.telemetry = telemetry;
    this.notices = notices;
  }

  /** What it holds; null when there is none, or it cannot be used. */
  @Nullable Authority read(Snapshot snapshot) {
    if (name.isEmpty()) {
      return null;
    }
    Map<String, String> data = snapshot.source();
    if (data == null) {
      refuse("it does not exist");
      return null;
    }
    try {
      Authority source = Authority.ofSource(data);
      told = "";
      return source;
    } catch (GeneralSecurityException e) {
      refuse(Objects.requireNonNullElse(e.getMessage(), e.toString()));
      return null;
    }
  }

  private void refuse(String why) {
    if (!why.equals(told)) {
      told = why;
      telemetry.reloadFailed();
      notices.tell(
          Notices.SOURCE_REFUSED,
          "Secret %s cannot be used, what there was is kept: %s".formatted(name, why),
          true);
    }
  }
}
