package io.keelson.console.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W-06. */
final class PasswordRulesTest {

  @Test
  void takesEightToAHundredAndTwentyEightCharactersOfAnyScript() {
    assertThat(faults("quartz-7")).isEmpty();
    assertThat(faults("quartz7")).containsExactly(PasswordFault.TOO_SHORT);
    assertThat(faults("秋天的下雨天很长")).isEmpty();
    String long128 = "\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02\uD83D\uDE03".repeat(32);
    assertThat(faults(long128)).as("128 characters, 512 bytes").isEmpty();
    assertThat(faults(long128 + "x")).containsExactly(PasswordFault.TOO_LONG);
  }

  @Test
  void cutsNothingOff() {
    String seventyTwo = "abcdefgh ".repeat(8);
    assertThat(PasswordRules.normal(seventyTwo + "1"))
        .isNotEqualTo(PasswordRules.normal(seventyTwo + "2"))
        .contains(seventyTwo + "1");
  }

  @Test
  void doesNotLookAtWhatIsHuge() {
    assertThat(PasswordRules.normal("x".repeat(1_000_000))).isEmpty();
    assertThat(PasswordRules.normal("文".repeat(342))).isEmpty();
    assertThat(faults("x".repeat(1_025))).containsExactly(PasswordFault.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"with a \0 in it", "two\nlines of it", "half \uD83D a pair", "a\u2028line of it"})
  void refusesWhatIsNoCharacter(String password) {
    assertThat(PasswordRules.normal(password)).isEmpty();
    assertThat(faults(password)).containsExactly(PasswordFault.CONTROL);
  }

  @Test
  void knowsOtherFormsOfTheSameText() {
    assertThat(PasswordRules.normal("caf\u00e9 au lait"))
        .isEqualTo(PasswordRules.normal("cafe\u0301 au lait"));
    assertThat(PasswordRules.normal("\uff41\uff42\uff43 is wide")).contains("abc is wide");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password1",
        "PassWord123",
        "12345678",
        "87654321",
        "abcdefghij",
        "aaaaaaaaaaaa",
        "abababababab",
        "keelson123",
        "Kubernetes"
      })
  void refusesWhatIsTriedFirst(String password) {
    assertThat(faults(password)).contains(PasswordFault.COMMON);
  }

  @Test
  void refusesTheNameAndTheOldOne() {
    assertThat(PasswordRules.faults("annamaria", "x", "AnnaMaria"))
        .containsExactly(PasswordFault.SAME_AS_NAME);
    assertThat(PasswordRules.faults("anna", "caf\u00e9 au lait", "cafe\u0301 au lait"))
        .containsExactly(PasswordFault.SAME_AS_OLD);
  }

  private static List<PasswordFault> faults(String password) {
    return PasswordRules.faults("anna", "what it was before", password);
  }
}
