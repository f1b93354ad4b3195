package io.keelson.agent.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the kernel writes of a process that dies by a signal: its memory, with its keys in it. */
public final class CoreDumps {

  private static final Logger LOG = LoggerFactory.getLogger(CoreDumps.class);

  private CoreDumps() {}

  /** From now on nothing is written of this process; nobody in it can take that back. */
  public static void forbid() {
    try {
      Posix.setrlimit(Posix.RLIMIT_CORE, 0);
    } catch (ErrnoException e) {
      LOG.warn("a core dump of this process may be written, with its keys in it", e);
    }
  }
}
