package io.keelson.console.kube;

import io.keelson.console.page.Texts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the API server's answers mean. */
public final class Sentences {

  /**
   * How webhooks and ValidatingAdmissionPolicies refuse: their own words come last, whatever code
   * they choose.
   */
  private static final Pattern DENIED =
      Pattern.compile(".*? denied (?:the )?request: (?<words>.+)", Pattern.DOTALL);

  /** Before the words of a CEL rule of the CRD: the value that they are about. */
  private static final Pattern VALUE =
      Pattern.compile(
          "Invalid value: (?:\"(?:object|array|string|integer|boolean|null)\"|null): (?<words>.+)",
          Pattern.DOTALL);

  private static final int MOST_DETAILS = 20;

  /** These say all without the API server's words. */
  private static final Set<String> WHOLE =
      Set.of(
          "kube.noaccount",
          "kube.terminating",
          "kube.notfound",
          "kube.conflict",
          "kube.exists",
          "kube.expired",
          "kube.busy",
          "kube.busyhere",
          "kube.timeout");

  private Sentences() {}

  /**
   * A sentence for an answer that is not Ok; the API server's own words stand in it where they
   * help.
   */
  public static String of(Texts texts, KubeAnswer answer) {
    return of(answer).in(texts);
  }

  /** The same before it is in a language, with the details. */
  public static Sentence of(KubeAnswer answer) {
    return switch (answer) {
      case KubeAnswer.Ok ok ->
          throw new IllegalArgumentException("nothing to explain: " + ok.code());
      case KubeAnswer.Unreachable unreachable -> unreachable(unreachable.why());
      case KubeAnswer.Refused refused -> of(refused);
    };
  }

  private static Sentence unreachable(String why) {
    Optional<NoAnswer> reason = NoAnswer.saying(why);
    return reason.isPresent()
        ? new Sentence("kube.unreachable." + reason.get().word(), List.of(), List.of())
        : new Sentence("kube.unreachable", List.of(why), List.of());
  }

  private static Sentence of(KubeAnswer.Refused refused) {
    Matcher denied = DENIED.matcher(refused.message());
    if (denied.matches()) {
      String words = denied.group("words");
      return new Sentence("kube.denied", List.of(words), List.of(words));
    }
    List<String> details = details(refused);
    String words = details.isEmpty() ? refused.reason() : String.join("; ", details);
    String key = key(refused);
    if (words.isEmpty() && !WHOLE.contains(key)) {
      return new Sentence("kube.nowords", List.of("", refused.code()), List.of());
    }
    return new Sentence(key, List.of(words, refused.code()), details);
  }

  /** Field by field where it says so, else its whole message. */
  private static List<String> details(KubeAnswer.Refused refused) {
    List<String> ofFields =
        refused.causes().stream()
            .filter(cause -> !cause.message().isEmpty())
            .map(Sentences::detail)
            .distinct()
            .limit(MOST_DETAILS)
            .toList();
    return ofFields.isEmpty()
        ? Stream.of(refused.message()).filter(message -> !message.isBlank()).toList()
        : ofFields;
  }

  private static String detail(KubeAnswer.Cause cause) {
    Matcher value = VALUE.matcher(cause.message());
    String words = value.matches() ? value.group("words") : cause.message();
    return cause.field().isEmpty() || cause.field().equals("<nil>")
        ? words
        : cause.field() + ": " + words;
  }

  private static String key(KubeAnswer.Refused refused) {
    return switch (refused.code()) {
      case 400, 422 -> "kube.invalid";
      case 401 ->
          refused.reason().equals(UserTokens.NO_ACCOUNT) ? "kube.noaccount" : "kube.unauthorized";
      case 403 -> forbidden(refused.message());
      case 404 -> "kube.notfound";
      case 409 -> refused.reason().equals("AlreadyExists") ? "kube.exists" : "kube.conflict";
      case 410 -> "kube.expired";
      case 413 -> "kube.large";
      case 429 -> refused.reason().equals(Walks.BUSY) ? "kube.busyhere" : "kube.busy";
      case 503 -> "kube.unavailable";
      case 504 -> "kube.timeout";
      default -> other(refused);
    };
  }

  /** Admission refuses with the same code as RBAC, and the remedy is another one. */
  private static String forbidden(String message) {
    if (message.contains("exceeded quota")) {
      return "kube.quota";
    }
    return message.contains("is being terminated") ? "kube.terminating" : "kube.forbidden";
  }

  private static String other(KubeAnswer.Refused refused) {
    if (refused.reason().equals(UserTokens.NO_TOKEN)) {
      return "kube.notoken";
    }
    return refused.code() >= 500 ? "kube.failed" : "kube.other";
  }
}
