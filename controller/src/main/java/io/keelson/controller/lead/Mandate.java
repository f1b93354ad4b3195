package io.keelson.controller.lead;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The right to give orders to agents. For any thread. */
public interface Mandate {

  /** Orders are given in this epoch; empty when none may be given now. */
  OptionalLong epoch();

  /** Goes above an epoch that an agent says it obeys, if that can be. Stages never fail. */
  CompletionStage<Standing> outrank(long obeyed);

  /** How we stand to an epoch that an agent obeys. */
  enum Standing {
    /** Our epoch is higher. */
    ABOVE,
    /** Nobody can have led in such an epoch: the agent's record is damaged, or it lies. */
    INCREDIBLE,
    /** We lead no more, or could not find out: give no order now. */
    UNKNOWN
  }
}
