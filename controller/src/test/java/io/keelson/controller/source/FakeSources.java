package io.keelson.controller.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Objects that hold what the test says; one of which it has said nothing does not answer yet. */
final class FakeSources implements SourceReader {

  final List<SourceObject> reads = new ArrayList<>();
  private final Map<Source, CompletableFuture<Content>> answers = new HashMap<>();

  static Source secret(String name, String key) {
    return new Source(new SourceObject(SourceObject.Kind.SECRET, "default", name), key);
  }

  static Source configMap(String name, String key) {
    return new Source(new SourceObject(SourceObject.Kind.CONFIG_MAP, "default", name), key);
  }

  @Override
  public CompletionStage<Map<String, Content>> read(SourceObject object, Set<String> keys) {
    reads.add(object);
    CompletableFuture<Map<String, Content>> all = CompletableFuture.completedFuture(Map.of());
    for (String key : keys) {
      all = all.thenCombine(answer(new Source(object, key)), (some, one) -> with(some, key, one));
    }
    return all;
  }

  private CompletableFuture<Content> answer(Source source) {
    return answers.computeIfAbsent(source, unused -> new CompletableFuture<>());
  }

  private static Map<String, Content> with(Map<String, Content> some, String key, Content one) {
    Map<String, Content> more = new HashMap<>(some);
    more.put(key, one);
    return more;
  }

  void holds(Source source, Content content) {
    CompletableFuture<Content> waiting =
        answers.put(source, CompletableFuture.completedFuture(content));
    if (waiting != null) {
      waiting.complete(content);
    }
  }

  /** From now on it does not answer until it is said what it holds. */
  void isSilent(Source source) {
    answers.put(source, new CompletableFuture<>());
  }
}
