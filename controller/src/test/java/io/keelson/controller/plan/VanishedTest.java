package io.keelson.controller.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VanishedTest {

  @ParameterizedTest(name = "{1} gone, {0} left, {2} accepted: {3}")
  @CsvSource({
    "0, 1, 0, true",
    "0, 2, 0, true",
    "0, 3, 0, false",
    "26, 3, 0, false",
    "27, 3, 0, true",
    "90, 10, 0, true",
    "89, 10, 0, false",
    "0, 500, 0, false",
    "5, 10, 9, false",
    "5, 10, 10, true"
  })
  void moreThanTwoAndThanATenthAreNotBelieved(
      int known, int vanished, int accepted, boolean believed) {
    assertThat(new Vanished(known, vanished, accepted).isBelieved()).isEqualTo(believed);
  }
}
