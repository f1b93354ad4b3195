package io.keelson.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.api.Http.Method;
import io.keelson.api.Http.TargetType;
import io.keelson.api.MyKindSpec.DeletionPolicy;
import io.keelson.wire.Decoded;
import io.keelson.wire.Decoded.Malformed;
import io.keelson.wire.Decoded.Value;
import io.keelson.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MyKindSpecTest {

  @Test
  void readsEveryFieldByItsExactName() {
    MyKindSpec spec =
        valueOf(
            """
            {"Workers":[{"Name":"node1"}],"NodeSelector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"k","operator":"NotIn","values":["v"]}]},
             "Http":{"Port":9443,"Api":"/v1/file","Method":"GET","TargetType":"Master",
              "Parameters":[{"Key":"/etc/x","Value":"v","Mode":"0600","Owner":1,"Group":2,"Encoding":"Base64"}]},"DeletionPolicy":"Keep","DryRun":true,"Paused":true}
            """);
    assertThat(spec)
        .isEqualTo(
            new MyKindSpec(
                List.of(new MyKindSpec.Worker("node1")),
                new NodeSelector(
                    Map.of("a", "b"),
                    List.of(
                        new NodeSelector.Requirement(
                            "k", NodeSelector.Operator.NOT_IN, List.of("v")))),
                new Http(
                    9443L,
                    "/v1/file",
                    Method.GET,
                    TargetType.MASTER,
                    List.of(new MyKindParameter("/etc/x", "v", "0600", 1L, 2L, "Base64"))),
                DeletionPolicy.KEEP,
                true,
                true));
  }

  @Test
  void fillsInDefaults() {
    MyKindSpec spec = valueOf("{\"Http\":{\"Api\":\"/v1/sysctl\"}}");
    assertThat(spec)
        .isEqualTo(
            new MyKindSpec(
                List.of(),
                null,
                new Http(null, "/v1/sysctl", Method.POST, TargetType.ALL, List.of()),
                DeletionPolicy.REVERT,
                false,
                false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"http\":{\"Api\":\"/v1/sysctl\"}}",
        "{\"Http\":{}}",
        "{\"Http\":{\"Api\":\"/v1/sysctl\",\"Method\":\"DELETE\"}}",
        "{\"Http\":{\"Api\":\"/v1/sysctl\",\"TargetType\":\"all\"}}",
        "{\"Http\":{\"Api\":\"/v1/sysctl\"},\"Workers\":[{}]}",
        "{\"Http\":{\"Api\":\"/v1/sysctl\"},\"DeletionPolicy\":\"revert\"}",
        "{\"Http\":{\"Api\":\"/v1/sysctl\",\"Port\":\"9443\"}}",
        "{\"Http\":{\"Api\":\"/v1/sysctl\",\"Parameters\":[{\"Value\":\"1\"}]}}"
      })
  void refusesUnknownMissingAndWronglyTypedFields(String json) {
    assertThat(read(json)).isInstanceOf(Malformed.class);
  }

  private static MyKindSpec valueOf(String json) {
    return ((Value<MyKindSpec>) read(json)).value();
  }

  private static Decoded<MyKindSpec> read(String json) {
    return Json.read(json.getBytes(StandardCharsets.UTF_8), MyKindSpec.class);
  }
}
