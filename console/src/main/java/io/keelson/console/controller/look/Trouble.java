package io.keelson.console.controller.look;

import io.keelson.console.kube.KubeAnswer;
import io.keelson.console.kube.Sentences;
import io.keelson.console.page.Texts;

/**
 * Something that could not be read, as the page tells it.
 *
 * @param status HTTP status of a page that has nothing else to show
 * @param where the namespace or thing; empty when it is the page itself
 * @param sentence why
 * @param detail what to do, or empty
 */
public record Trouble(int status, String icon, String where, String sentence, String detail) {

  static Trouble of(Texts texts, String where, KubeAnswer answer) {
    String sentence = Sentences.of(texts, answer);
    return switch (answer) {
      case KubeAnswer.Ok ok -> throw new IllegalArgumentException("no trouble: " + ok.code());
      case KubeAnswer.Unreachable unreachable -> new Trouble(502, "offline", where, sentence, "");
      case KubeAnswer.Refused refused ->
          switch (refused.code()) {
            case 403 ->
                new Trouble(403, "lock", where, sentence, texts.of("look.forbidden.detail"));
            case 404 -> new Trouble(404, "search", where, sentence, "");
            case 429 -> new Trouble(429, "clock", where, sentence, "");
            default -> new Trouble(502, "alert", where, sentence, "");
          };
    };
  }

  /** Who has no role anywhere sees nothing, and nothing is wrong. */
  static Trouble noRole(Texts texts) {
    return new Trouble(
        200, "lock", "", texts.of("look.nogrants"), texts.of("look.nogrants.detail"));
  }

  public boolean isForbidden() {
    return status == 403 || status == 200;
  }
}
