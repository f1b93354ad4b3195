package io.keelson.console.live;

import java.util.List;

/**
 * What a page should know now; nothing in it: no news, be heard of all the same.
 *
 * @param seen what changed, each MyKind once, as it is now
 * @param again there may be more than that: read again
 * @param end whether and why this was the last
 */
public record News(List<Seen> seen, boolean again, End end) {

  /** Why a stream ends. */
  public enum End {
    NO,
    /** The session is over. */
    SESSION,
    /** The console stops; another may serve. */
    CONSOLE
  }

  public News {
    seen = List.copyOf(seen);
  }

  public boolean isQuiet() {
    return seen.isEmpty() && !again && end == End.NO;
  }
}
