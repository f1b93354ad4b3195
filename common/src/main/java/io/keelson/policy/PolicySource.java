package io.keelson.policy;

import java.io.IOException;

/** Where the text of the policy comes from. */
public interface PolicySource {

  /**
   * All of it, as it is now; a little more than is allowed is enough to tell that it is too long.
   */
  byte[] read() throws IOException;

  /** Its name for people. */
  String name();
}
