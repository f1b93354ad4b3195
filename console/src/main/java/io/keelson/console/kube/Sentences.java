package io.keelson.console.kube;

import io.keelson.console.page.Texts;

/** What the API server's answers mean, in the reader's language. */
public final class Sentences {

  private Sentences() {}

  /**
   * A sentence for an answer that is not Ok; the API server's own words stand in it where they
   * help.
   */
  public static String of(Texts texts, KubeAnswer answer) {
    return switch (answer) {
      case KubeAnswer.Ok ok -> throw new IllegalArgumentException("nothing to explain");
      case KubeAnswer.Refused refused -> texts.of(key(refused), refused.message(), refused.code());
      case KubeAnswer.Unreachable unreachable -> texts.of("kube.unreachable", unreachable.why());
    };
  }

  private static String key(KubeAnswer.Refused refused) {
    return switch (refused.code()) {
      case 400, 422 -> "kube.invalid";
      case 401 -> "kube.unauthorized";
      case 403 -> "kube.forbidden";
      case 404 -> "kube.notfound";
      case 409 -> refused.reason().equals("AlreadyExists") ? "kube.exists" : "kube.conflict";
      case 410 -> "kube.expired";
      case 413 -> "kube.large";
      case 429 -> refused.reason().equals("ConsoleBusy") ? "kube.busyhere" : "kube.busy";
      case 504 -> "kube.timeout";
      default -> refused.code() >= 500 ? "kube.failed" : "kube.other";
    };
  }
}
