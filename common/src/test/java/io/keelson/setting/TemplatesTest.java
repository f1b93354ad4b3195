package io.keelson.setting;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.problem.ProblemCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TemplatesTest {

  private record Machine(String name, String ip, Map<String, String> labels)
      implements Templates.Subject {}

  private static final Machine NODE =
      new Machine("node1", "10.0.0.1", Map.of("zone", "a", "example.com/rack", "r$1"));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "${node.name}, node1",
        "n-${node.name}-${node.ip}, n-node1-10.0.0.1",
        "${node.label['zone']}, a",
        "${node.label['example.com/rack']}, r$1",
        "$${node.name}, ${node.name}",
        "${HOME} ${node.name} $$ ${x:-y}, ${HOME} node1 $$ ${x:-y}",
        "plain, plain",
      })
  void expandsWhatBeginsWithNodeAndLeavesTheRest(String value, String expected) {
    assertThat(Templates.expand("f", "k", value, NODE))
        .isEqualTo(new Templates.Expanded.Text(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${node.nam}",
        "${node.label['missing']}",
        "${node.label[zone]}",
        "${node.}",
        "${node.name",
      })
  void namesATemplateThatItDoesNotKnow(String value) {
    assertThat(Templates.expand("f", "k", value, NODE))
        .isInstanceOfSatisfying(
            Templates.Expanded.Wrong.class,
            wrong -> {
              assertThat(wrong.problem().code()).isEqualTo(ProblemCode.TEMPLATE_INVALID);
              assertThat(wrong.problem().message()).contains(value);
            });
  }

  @Test
  void saysThatANodeHasNoAddress() {
    Machine bare = new Machine("node1", null, Map.of());

    assertThat(Templates.expand("f", "k", "${node.ip}", bare))
        .isInstanceOf(Templates.Expanded.Wrong.class);
  }
}
