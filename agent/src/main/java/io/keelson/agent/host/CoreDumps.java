package io.keelson.agent.host;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the kernel writes of a process that dies by a signal: its memory, with its keys in it. */
public final class CoreDumps {

  private static final Logger LOG = LoggerFactory.getLogger(CoreDumps.class);

  private CoreDumps() {}

  /**
   * Less than any core has, so that no file is made. And not 0, for of 0 a core is still made where
   * the node's kernel gives cores to a program ({@code core_pattern} with a pipe, as systemd and
   * Ubuntu have it): that asks for no limit, but takes 1 for its own word for "none" ({@code
   * do_coredump} of the kernel).
   */
  private static final long NONE = 1;

  /** From now on nothing is written of this process; nobody in it can take that back. */
  public static void forbid() {
    try {
      Posix.setrlimit(Posix.RLIMIT_CORE, NONE);
    } catch (ErrnoException e) {
      LOG.warn("a core dump of this process may be written, with its keys in it", e);
    }
  }
}
