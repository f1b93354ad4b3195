package io.keelson.controller.source;

import java.util.concurrent.CompletionStage;

/** Reads one entry. Stages never fail. For any thread. */
@FunctionalInterface
public interface SourceReader {

  CompletionStage<Content> read(Source source);
}
