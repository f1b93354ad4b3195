package io.keelson.controller.converge;

import io.keelson.api.MyKindStatus;
import io.keelson.wire.Owner;
import java.util.concurrent.CompletionStage;

/** Writes a MyKind's status to where users read it. Stages never fail. For any thread. */
public interface StatusWriter {

  CompletionStage<Written> write(Owner owner, MyKindStatus status);

  /** How a write ended. */
  sealed interface Written {

    /** It is stored. */
    record Stored() implements Written {}

    /** There is no such MyKind any more, or something else kept the API server from storing it. */
    record Gone() implements Written {}

    /** We lack the right to; the writer has told so. */
    record Denied() implements Written {}

    /** It is not stored; trying again may help. */
    record Failed(String why) implements Written {}
  }
}
