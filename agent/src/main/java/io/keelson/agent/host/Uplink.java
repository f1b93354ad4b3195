package io.keelson.agent.host;

import java.time.Duration;

/** Where the node has to reach to be in its cluster: the API server. For the host thread. */
public interface Uplink {

  /** No address is known, or nobody shall be asked. */
  Uplink NONE =
      new Uplink() {
        @Override
        public String address() {
          return "none";
        }

        @Override
        public boolean answers(Duration within) {
          return false;
        }
      };

  /** For people. */
  String address();

  /**
   * Tries once to connect anew, from the network of the calling thread.
   *
   * @return true as soon as somebody takes the connection; false when that time is over
   */
  boolean answers(Duration within);
}
