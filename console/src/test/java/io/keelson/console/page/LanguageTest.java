package io.keelson.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zh-CN,zh;q=0.9,en;q=0.8 | ZH",
        "de,zh;q=0.5,en;q=0.4 | ZH",
        "en-GB,zh;q=0.9 | EN",
        "zh-Hans | ZH",
        "fr | EN",
        "zh;q=0,en | EN"
      })
  void isTheFirstThatTheBrowserAsksFor(String header, Language language) {
    assertThat(Language.accepted(header)).isEqualTo(language);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ";;;", "zh;q=x", "*", "\u0000"})
  void isEnglishWhenTheHeaderIsNone(String header) {
    assertThat(Language.accepted(header)).isEqualTo(Language.EN);
  }
}
