package io.keelson.agent.watch;

/** What is to be done about a key. */
enum Verdict {
  /** Nothing, it is as it should be. */
  FINE,
  /** It is set right, and that is counted: somebody changed it. */
  REPAIR,
  /** It is set right, and nobody is to blame: the kernel forgot it. */
  RESTORE,
  /** It is given up: others set it again and again. */
  CONTEST,
  /** It is told, since nothing can be set there. */
  TELL,
  /** Nothing now, it was told before. */
  LEAVE
}
