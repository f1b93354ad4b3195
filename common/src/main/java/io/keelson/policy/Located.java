package io.keelson.policy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A value of JSON that knows where it stands. */
sealed interface Located {

  Spot at();

  /** What it is, in words. */
  String kind();

  /** A place in the text, both from 1. */
  record Spot(int line, int column) {

    Mistake mistake(String message) {
      return new Mistake(line, column, message);
    }
  }

  /** A field of an object: where its name stands, and its value. */
  record Member(Spot at, Located value) {}

  record Fields(Spot at, Map<String, Member> members) implements Located {
    @Override
    public String kind() {
      return "an object";
    }

    String names() {
      return members.keySet().stream().sorted().collect(Collectors.joining(", "));
    }
  }

  record Items(Spot at, List<Located> items) implements Located {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Text(Spot at, String text) implements Located {
    @Override
    public String kind() {
      return "text";
    }
  }

  record Whole(Spot at, BigInteger number) implements Located {
    @Override
    public String kind() {
      return "a number";
    }
  }

  record Truth(Spot at, boolean value) implements Located {
    @Override
    public String kind() {
      return value ? "true" : "false";
    }
  }

  /** Null or a number with a fraction: no field takes it. */
  record Useless(Spot at, String kind) implements Located {}
}
