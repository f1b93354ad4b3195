package io.keelson.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CrowdTest {

  private final Map<String, String> inside = new LinkedHashMap<>();

  private String leaving() {
    return Crowd.oldestOfTheGreediest(inside, Function.identity());
  }

  @Test
  void theAddressWithTheMostLosesItsOldest() {
    inside.put("first", "one");
    inside.put("second", "many");
    inside.put("third", "many");

    assertThat(leaving()).isEqualTo("second");
  }

  @Test
  void ofEqualsTheOldestLeaves() {
    inside.put("first", "one");
    inside.put("second", "other");

    assertThat(leaving()).isEqualTo("first");
  }

  @Test
  void portsMakeNoOtherAddress() {
    assertThat(Crowd.address(new InetSocketAddress("127.0.0.1", 1)))
        .isEqualTo(Crowd.address(new InetSocketAddress("127.0.0.1", 2)))
        .isNotEqualTo(Crowd.address(new InetSocketAddress("127.0.0.2", 1)));
    assertThat(Crowd.address(null)).isEqualTo("unknown");
  }
}
