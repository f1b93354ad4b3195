package io.keelson.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.keelson.policy.Located.Fields;
import io.keelson.policy.Located.Items;
import io.keelson.policy.Located.Member;
import io.keelson.policy.Located.Spot;
import io.keelson.policy.Located.Text;
import io.keelson.policy.Located.Truth;
import io.keelson.policy.Located.Useless;
import io.keelson.policy.Located.Whole;
import io.keelson.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads JSON into values that know where they stand. A field that is given twice is a mistake. */
final class LocatedJson {

  private static final int DEEPEST = 16;
  private static final int LONGEST_NUMBER = 20;
  private static final int LONGEST_STRING = 4_096;
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxStringLength(LONGEST_STRING)
                  .maxNameLength(LONGEST_STRING)
                  .build())
          .build();

  private final JsonParser parser;
  private final List<Mistake> mistakes;

  private LocatedJson(JsonParser parser, List<Mistake> mistakes) {
    this.parser = parser;
    this.mistakes = mistakes;
  }

  /** The value; empty, with a mistake added, when the text is no JSON. */
  static Optional<Located> read(String text, List<Mistake> mistakes) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        mistakes.add(new Mistake(1, 1, "is empty: a policy that allows nothing is {}"));
        return Optional.empty();
      }
      LocatedJson json = new LocatedJson(parser, mistakes);
      Located value = json.value();
      if (parser.nextToken() != null) {
        mistakes.add(json.here().mistake("goes on after the end of the policy: take the rest out"));
      }
      return Optional.of(value);
    } catch (JsonProcessingException e) {
      mistakes.add(spot(e.getLocation()).mistake("not JSON: " + reason(text, e)));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory was not read", e);
    }
  }

  /** In the words of the parser, without what is about the parser alone. */
  private static String reason(String text, JsonProcessingException e) {
    if (text.startsWith("\ufeff")) {
      return "it begins with a byte order mark: save it as UTF-8 without one";
    }
    if (!text.stripLeading().startsWith("{")) {
      return "it must be an object in braces. The chart makes one of the YAML in its values:"
          + " docs/policy.md says how to get it";
    }
    String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    return why.replaceFirst(" \\((start marker at|not recognized as one since) .*", "");
  }

  private Located value() throws IOException {
    Spot at = here();
    return switch (parser.currentToken()) {
      case START_OBJECT -> fields(at);
      case START_ARRAY -> items(at);
      case VALUE_STRING -> new Text(at, parser.getText());
      case VALUE_NUMBER_INT -> new Whole(at, parser.getBigIntegerValue());
      case VALUE_TRUE, VALUE_FALSE -> new Truth(at, parser.getBooleanValue());
      case VALUE_NULL -> new Useless(at, "null");
      default -> new Useless(at, "a number with a fraction");
    };
  }

  private Fields fields(Spot at) throws IOException {
    Map<String, Member> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Spot name = here();
      String field = parser.currentName();
      parser.nextToken();
      Member earlier = members.putIfAbsent(field, new Member(name, value()));
      if (earlier != null) {
        mistakes.add(
            name.mistake(
                "\"%s\" is given twice, first in line %d: keep one of them"
                    .formatted(Problem.printable(field), earlier.at().line())));
      }
    }
    return new Fields(at, members);
  }

  private Items items(Spot at) throws IOException {
    List<Located> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value());
    }
    return new Items(at, items);
  }

  private Spot here() {
    return spot(parser.currentTokenLocation());
  }

  private static Spot spot(@Nullable JsonLocation at) {
    return at == null
        ? new Spot(1, 1)
        : new Spot(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }
}
