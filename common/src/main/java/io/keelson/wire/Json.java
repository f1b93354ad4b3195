package io.keelson.wire;

import static io.keelson.problem.ProblemCode.REQUEST_INVALID;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.keelson.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Strict JSON: UTF-8 without a byte-order mark; unknown and duplicate fields, wrong types, missing
 * fields, trailing bytes, lone surrogates and more than 32 levels are refused. For any thread.
 */
public final class Json {

  private static final int DEEPEST = 32;
  private static final int LONGEST_STRING = 1024 * 1024;
  private static final int LONGEST_NUMBER = 20;
  private static final int LONGEST_NAME = 512;
  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  /** The bytes of a value, UTF-8. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a value of the wire: " + value.getClass(), e);
    }
  }

  /** Writes the same into a stream, which it leaves open. */
  public static void write(Object value, OutputStream into) throws IOException {
    try (JsonGenerator generator = MAPPER.createGenerator(into)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      MAPPER.writeValue(generator, value);
    }
  }

  /** Reads one value of a type of this package. */
  public static <T> Decoded<T> read(byte[] bytes, Class<T> type) {
    return read(bytes, 0, type);
  }

  /** Reads one value from there to the end. */
  public static <T> Decoded<T> read(byte[] bytes, int from, Class<T> type) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes, from, bytes.length - from);
      String text = StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
      T value = MAPPER.readValue(text, type);
      return value == null
          ? malformed("", "null where a value is needed")
          : new Decoded.Value<>(value);
    } catch (CharacterCodingException e) {
      return malformed("", "not UTF-8");
    } catch (StreamConstraintsException e) {
      return malformed(
          "",
          "too deep or too long: at most "
              + DEEPEST
              + " levels, strings of "
              + LONGEST_STRING
              + " characters, numbers of "
              + LONGEST_NUMBER
              + " digits");
    } catch (UnrecognizedPropertyException e) {
      return malformed(path(e), "unknown field; known are " + e.getKnownPropertyIds());
    } catch (JsonMappingException e) {
      return malformed(path(e), reason(e));
    } catch (JsonProcessingException e) {
      return malformed(
          "",
          "not JSON, at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr());
    }
  }

  private static String reason(JsonMappingException e) {
    if (e.getCause() instanceof NullPointerException missing && missing.getMessage() != null) {
      return "field " + missing.getMessage() + " is missing";
    }
    return "a field is missing or has the wrong type";
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static <T> Decoded<T> malformed(String field, String why) {
    return new Decoded.Malformed<>(
        Problem.of(
            REQUEST_INVALID,
            Problem.printable(field),
            (field.isEmpty() ? "JSON" : field) + ": " + why));
  }

  private static JsonMapper mapper() {
    JsonFactory factory =
        new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_STRING)
                    .maxNumberLength(LONGEST_NUMBER)
                    .maxNameLength(LONGEST_NAME)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .addModule(new SimpleModule().addDeserializer(String.class, new UnicodeText()))
        .build();
  }

  /** Text whose surrogates are paired; a number or a boolean is no text. */
  private static final class UnicodeText extends StdScalarDeserializer<String> {

    private static final long serialVersionUID = 1;

    UnicodeText() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        return (String) context.handleUnexpectedToken(String.class, parser);
      }
      String text = parser.getText();
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        return (String) context.handleWeirdStringValue(String.class, "", "not valid Unicode");
      }
      return text;
    }
  }
}
