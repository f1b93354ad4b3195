package io.keelson.wire;

import io.keelson.setting.Api;
import io.keelson.setting.Content;
import io.keelson.setting.Parameter;
import java.util.List;

/**
 * Names a set of parameters of an Api by a checksum, so that both sides can tell whether they mean
 * the same without sending them.
 */
public final class ParametersDigest {

  private record Named(String api, List<Parameter> parameters) {}

  private ParametersDigest() {}

  /** {@code sha256:} and 64 hexadecimal digits; the order of parameters counts. */
  public static String of(Api api, List<Parameter> parameters) {
    return Content.of(Json.write(new Named(api.path(), parameters))).checksum();
  }
}
