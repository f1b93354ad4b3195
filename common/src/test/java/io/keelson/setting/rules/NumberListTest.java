package io.keelson.setting.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberListTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          80             | 80
          0-1,3-127      | 0-1,3-127
          8001-8003,8000 | 8000-8003
          3,2,1,9        | 1-3,9
          """)
  void readsAndWritesAsTheKernelDoes(String text, String shortest) {
    assertThat(NumberList.parse(text).map(NumberList::text)).contains(shortest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "1,", ",1", "1-", "-1", "2-1", "1--2", "1 2", "01", "a", "1234567"})
  void readsNothingElse(String text) {
    assertThat(NumberList.parse(text)).isEmpty();
  }
}
