package io.keelson.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What single namespaces may. A namespace that a binding names may only what its bindings give; one
 * that none names may what those of {@code *} give, and everything when there are none.
 */
public record Bindings(List<Binding> entries) {

  static final String ALL = "*";

  public Bindings {
    entries = List.copyOf(entries);
  }

  Grant of(String namespace, Predicate<Map<String, String>> node) {
    boolean named = entries.stream().anyMatch(entry -> entry.namespaces().contains(namespace));
    String wanted = named ? namespace : ALL;
    List<Integer> bound =
        IntStream.range(0, entries.size())
            .boxed()
            .filter(i -> entries.get(i).namespaces().contains(wanted))
            .toList();
    if (bound.isEmpty()) {
      return Grant.EVERYTHING;
    }
    List<Integer> fitting =
        bound.stream().filter(i -> node.test(entries.get(i).nodeLabels())).toList();
    return new Grant.Of(namespace, bound, fitting.stream().map(entries::get).toList());
  }

  List<String> summary() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      lines.add("bindings[" + i + "] " + entries.get(i).summary());
    }
    return lines;
  }
}
