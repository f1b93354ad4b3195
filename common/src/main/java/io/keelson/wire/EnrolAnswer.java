package io.keelson.wire;

import java.util.Objects;

/**
 * The answer to an {@link EnrolRequest}.
 *
 * @param certificate the chain in PEM, the agent's own first
 * @param bundle the authorities that are believed now, in PEM
 */
public record EnrolAnswer(String certificate, String bundle) {

  public EnrolAnswer {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(bundle, "bundle");
  }
}
