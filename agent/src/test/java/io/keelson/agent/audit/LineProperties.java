package io.keelson.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("A-22: whatever comes in, an audit line is one line of JSON")
class LineProperties {

  private static final JsonMapper JSON = new JsonMapper();

  /** Lone surrogates, controls of both kinds, quotes, and what else a char can be. */
  @Provide
  Arbitrary<String> text() {
    Arbitrary<String> any = Arbitraries.strings().ofMaxLength(600);
    Arbitrary<String> nasty =
        Arbitraries.strings()
            .withChars('"', '\\', '\n', '\r', '\0', '\t', '\u001b', '\u007f', '\u0085', '\u009b')
            .withChars('\u2028', '\u2029', '\u202e', '\ud800', '\udc00', '\uffff', '{', '}', ',')
            .ofMaxLength(600);
    return Arbitraries.oneOf(any, nasty);
  }

  @Property
  void isOneLineOfPlainCharactersThatGivesTheTextBack(
      @ForAll("text") String text, @ForAll("text") String inner, @ForAll long number)
      throws Exception {
    byte[] bytes =
        new Line().put("a", text).put("b", new Line().put("c", inner)).put("d", number).bytes();
    String line = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(line.substring(0, line.length() - 1)).matches("[ -~]*");
    assertThat(line).endsWith("\n");
    JsonNode read = JSON.readTree(line);
    assertThat(read.get("a").textValue()).isEqualTo(cut(text));
    assertThat(read.get("b").get("c").textValue()).isEqualTo(cut(inner));
    assertThat(read.get("d").longValue()).isEqualTo(number);
    assertThat(read.size()).isEqualTo(3);
  }

  private static String cut(String text) {
    return text.length() > 256 ? text.substring(0, 256) + "…" : text;
  }
}
