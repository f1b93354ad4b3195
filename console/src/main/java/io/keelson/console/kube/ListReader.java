package io.keelson.console.kube;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads a list while it comes, object by object: of each only what is kept stays in memory, so a
 * page costs as much as its largest object.
 */
final class ListReader<T> {

  /** One object is at most 1.5 MiB in etcd, and as JSON a bit more. */
  private static final int LARGEST_OBJECT = 8 << 20;

  /** Half of a node, and of no use here: names of its images; who wrote which field. */
  private static final Map<String, String> DROPPED =
      Map.of("metadata", "managedFields", "status", "images");

  private static final ObjectReader TREE =
      KubeHttp.JSON
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Function<JsonNode, T> keep;
  private final List<T> kept;
  private JsonNode metadata = MissingNode.getInstance();

  private ListReader(Function<JsonNode, T> keep, List<T> kept) {
    this.keep = keep;
    this.kept = kept;
  }

  /**
   * Reads one page.
   *
   * @param kept gets what is kept of each object
   * @return the metadata of the list
   */
  static <T> JsonNode read(InputStream body, Function<JsonNode, T> keep, List<T> kept)
      throws IOException {
    Bounded bounded = new Bounded(body, LARGEST_OBJECT);
    try (JsonParser parser = KubeHttp.JSON.createParser(bounded)) {
      ListReader<T> reader = new ListReader<>(keep, kept);
      reader.list(parser, bounded);
      return reader.metadata;
    }
  }

  private void list(JsonParser parser, Bounded bounded) throws IOException {
    require(parser, parser.nextToken() == JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("items") && value == JsonToken.START_ARRAY) {
        items(parser, bounded, keep);
      } else if (field.equals("rows") && value == JsonToken.START_ARRAY) {
        Instant now = Instant.now();
        items(parser, bounded, row -> keep.apply(NodeTable.node(row, now)));
      } else if (field.equals("metadata")) {
        metadata = TREE.readTree(parser);
      } else {
        parser.skipChildren();
      }
    }
    require(parser, parser.currentToken() == JsonToken.END_OBJECT);
    // To the very end: a connection with bytes left in it cannot be used again.
    require(parser, parser.nextToken() == null);
  }

  private void items(JsonParser parser, Bounded bounded, Function<JsonNode, T> each)
      throws IOException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      kept.add(each.apply(item(parser)));
      bounded.dropped();
    }
    require(parser, parser.currentToken() == JsonToken.END_ARRAY);
  }

  private static JsonNode item(JsonParser parser) throws IOException {
    ObjectNode item = KubeHttp.JSON.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
      String dropped = DROPPED.get(field);
      item.set(
          field, isObject && dropped != null ? without(parser, dropped) : TREE.readTree(parser));
    }
    return item;
  }

  private static JsonNode without(JsonParser parser, String dropped) throws IOException {
    ObjectNode rest = KubeHttp.JSON.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals(dropped)) {
        parser.skipChildren();
      } else {
        rest.set(field, TREE.readTree(parser));
      }
    }
    return rest;
  }

  private static void require(JsonParser parser, boolean isAsExpected) throws IOException {
    if (!isAsExpected) {
      throw new JsonParseException(parser, "not a list");
    }
  }
}
