package io.keelson.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.setting.Parameter;
import io.keelson.wire.Decoded.Malformed;
import io.keelson.wire.Decoded.Value;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** strict JSON. */
class JsonTest {

  private static final String GOOD =
      """
      {"node":"n","owner":{"uid":"u","namespace":"d","name":"x","created":"2026-01-01T00:00:00Z"},"epoch":7,"generation":1,"parameters":[{"key":"vm.swappiness","value":"1"}]}""";

  @Test
  void readsWhatItWrites() {
    ApplyRequest request =
        new ApplyRequest(
            "n",
            new Owner("u", "d", "x", "2026-01-01T00:00:00Z"),
            7,
            1,
            List.of(Parameter.of("vm.swappiness", "1")));
    assertThat(new String(Json.write(request), StandardCharsets.UTF_8)).isEqualTo(GOOD);
    assertThat(read(GOOD)).isEqualTo(new Value<>(request));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          unknown field         | "node":"n"            | "node":"n","nodes":1
          type hint             | "node":"n"            | "node":"n","@class":"x"
          duplicate field       | "node":"n"            | "node":"n","node":"n"
          missing text          | "node":"n",           | ``
          missing number        | "generation":1,       | ``
          missing list          | ,"parameters":[{"key":"vm.swappiness","value":"1"}] | ``
          number for text       | "value":"1"           | "value":1
          boolean for text      | "value":"1"           | "value":true
          list for text         | "value":"1"           | "value":["1"]
          text for number       | "generation":1        | "generation":"1"
          fraction for number   | "generation":1        | "generation":1.5
          too large a number    | "generation":1        | "generation":99999999999999999999
          a 30 digit number     | "generation":1        | "generation":100000000000000000000000000000
          not a number          | "generation":1        | "generation":NaN
          null for text         | "node":"n"            | "node":null
          null for number       | "generation":1        | "generation":null
          null in a list        | [{"key":"vm.swappiness","value":"1"}] | [null]
          lone surrogate        | "value":"1"           | "value":"\\ud800"
          single quotes         | "node":"n"            | 'node':'n'
          comment               | "node":"n"            | /* */"node":"n"
          control character     | "value":"1"           | "value":"\t"
          """)
  void refuses(String what, String good, String bad) {
    String changed = GOOD.replace(good, bad.replace("\\t", "\t"));
    assertThat(changed).as("the case changes the text").isNotEqualTo(GOOD);
    assertThat(read(changed)).isInstanceOf(Malformed.class);
  }

  @Test
  void refusesTrailingBytes() {
    assertThat(read(GOOD + " {}")).isInstanceOf(Malformed.class);
    assertThat(read(GOOD + " x")).isInstanceOf(Malformed.class);
  }

  @Test
  void refusesDepthOver32() {
    for (String deep : List.of("[".repeat(33) + "]".repeat(33), "[".repeat(100_000))) {
      String json = GOOD.replace("\"value\":\"1\"", "\"value\":" + deep);
      assertThat(read(json)).isInstanceOf(Malformed.class);
    }
    Decoded<Object> anything =
        Json.read("[".repeat(33).getBytes(StandardCharsets.UTF_8), Object.class);
    assertThat(((Malformed<?>) anything).problem().message()).contains("too deep");
  }

  @Test
  void refusesOtherCharsetsAndAByteOrderMark() {
    for (Charset charset :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32"))) {
      assertThat(Json.read(GOOD.getBytes(charset), ApplyRequest.class))
          .isInstanceOf(Malformed.class);
    }
    assertThat(read("\ufeff" + GOOD)).isInstanceOf(Malformed.class);
    assertThat(Json.read(new byte[] {(byte) 0xff, '{', '}'}, ApplyRequest.class))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void refusesNothingAndNull() {
    assertThat(read("")).isInstanceOf(Malformed.class);
    assertThat(read("null")).isInstanceOf(Malformed.class);
  }

  @Test
  void saysWhereWithoutRepeatingValues() {
    Decoded<ApplyRequest> decoded =
        read(GOOD.replace("\"value\":\"1\"", "\"value\":{\"secret\":1}"));
    assertThat(((Malformed<?>) decoded).problem().field()).isEqualTo("parameters[0].value");
    assertThat(((Malformed<?>) decoded).problem().message()).doesNotContain("secret");
  }

  private static Decoded<ApplyRequest> read(String text) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8), ApplyRequest.class);
  }
}
