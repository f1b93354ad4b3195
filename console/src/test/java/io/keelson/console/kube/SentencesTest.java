package io.keelson.console.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.keelson.console.kube.KubeAnswer.Cause;
import io.keelson.console.kube.KubeAnswer.Refused;
import io.keelson.console.page.Language;
import io.keelson.console.page.Texts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each code is a sentence. */
final class SentencesTest {

  private static Refused refused(int code, String reason, String message, Cause... causes) {
    return new Refused(code, reason, message, List.of(causes), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "400, BadRequest, kube.invalid",
    "401, Unauthorized, kube.unauthorized",
    "401, ConsoleNoAccount, kube.noaccount",
    "403, Forbidden, kube.forbidden",
    "404, NotFound, kube.notfound",
    "405, MethodNotAllowed, kube.other",
    "409, AlreadyExists, kube.exists",
    "409, Conflict, kube.conflict",
    "410, Expired, kube.expired",
    "413, RequestEntityTooLarge, kube.large",
    "422, Invalid, kube.invalid",
    "429, TooManyRequests, kube.busy",
    "429, ConsoleBusy, kube.busyhere",
    "500, InternalError, kube.failed",
    "500, ConsoleNoToken, kube.notoken",
    "502, '', kube.failed",
    "503, ServiceUnavailable, kube.unavailable",
    "504, Timeout, kube.timeout",
  })
  void everyCodeHasASentence(int code, String reason, String key) {
    assertThat(Sentences.of(refused(code, reason, "its words")).key()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 403, 404, 409, 410, 413, 418, 422, 429, 500, 502, 503, 504})
  void aSentenceIsWholeWithoutWordsAndInBothLanguages(int code) {
    for (Language language : Language.values()) {
      String sentence = Sentences.of(Texts.in(language), refused(code, "", ""));
      assertThat(sentence)
          .doesNotContain("{")
          .doesNotEndWith(": ")
          .doesNotEndWith("：")
          .isNotBlank();
    }
  }

  @Test
  void theWordsOfARuleStandFieldByField() {
    Sentence sentence =
        Sentences.of(
            refused(
                422,
                "Invalid",
                "MyKind.apps.mydomain.com \"x\" is invalid: [spec.Http: Invalid value: …",
                new Cause("spec.Http", "Invalid value: \"object\": POST needs at least one entry"),
                new Cause("spec.Workers[0]", "Required value"),
                new Cause("<nil>", "Invalid value: null: some validation rules were not checked")));

    assertThat(sentence.detail())
        .containsExactly(
            "spec.Http: POST needs at least one entry",
            "spec.Workers[0]: Required value",
            "some validation rules were not checked");
    assertThat(sentence.in(Texts.in(Language.EN)))
        .isEqualTo(
            "Kubernetes does not accept this: spec.Http: POST needs at least one entry;"
                + " spec.Workers[0]: Required value; some validation rules were not checked");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admission webhook \"x.example\" denied the request: not on Fridays",
        "mykinds.apps.mydomain.com \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: not on Fridays"
      })
  void theWordsOfAdmissionAreKept(String message) {
    Sentence sentence = Sentences.of(refused(403, "Forbidden", message));

    assertThat(sentence.key()).isEqualTo("kube.denied");
    assertThat(sentence.detail()).containsExactly("not on Fridays");
  }

  @Test
  void admissionOfKubernetesItselfIsNotAMatterOfRoles() {
    assertThat(Sentences.of(refused(403, "Forbidden", "exceeded quota: few, …")).key())
        .isEqualTo("kube.quota");
    assertThat(Sentences.of(refused(403, "Forbidden", "…because it is being terminated")).key())
        .isEqualTo("kube.terminating");
  }

  @ParameterizedTest
  @EnumSource
  void noAnswerHasASentence(NoAnswer reason) {
    for (Language language : Language.values()) {
      assertThat(Sentences.of(Texts.in(language), reason.answer())).isNotBlank();
    }
  }

  @Test
  void aReasonOfSomebodyElseIsTold() {
    assertThat(Sentences.of(Texts.in(Language.EN), new KubeAnswer.Unreachable("no route")))
        .contains("no route");
  }

  @Test
  void thereIsNothingToSayAboutSuccess() {
    KubeAnswer ok = new KubeAnswer.Ok(200, MissingNode.getInstance());
    assertThatThrownBy(() -> Sentences.of(ok)).isInstanceOf(IllegalArgumentException.class);
  }
}
