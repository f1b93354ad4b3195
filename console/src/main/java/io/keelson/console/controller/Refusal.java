package io.keelson.console.controller;

import java.util.List;

/** A request that is not served; the error page says why. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String key;
  private final transient List<Object> values;

  /**
   * Made where the reason is found.
   *
   * @param status HTTP status
   * @param key of the sentence for the reader
   * @param values in it
   */
  public Refusal(int status, String key, Object... values) {
    super(status + " " + key, null, false, false);
    this.status = status;
    this.key = key;
    this.values = List.of(values);
  }

  public int status() {
    return status;
  }

  public String key() {
    return key;
  }

  Object[] values() {
    return values.toArray();
  }

  static Refusal notFound() {
    return new Refusal(404, "error.404");
  }
}
