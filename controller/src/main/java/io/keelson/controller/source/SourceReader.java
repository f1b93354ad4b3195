package io.keelson.controller.source;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Reads entries of one object. Stages never fail. For any thread. */
@FunctionalInterface
public interface SourceReader {

  /** What is known of each of these keys; nothing of the object's others is kept. */
  CompletionStage<Map<String, Content>> read(SourceObject object, Set<String> keys);
}
