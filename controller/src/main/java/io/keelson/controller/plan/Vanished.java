package io.keelson.controller.plan;

/**
 * Owners for which nodes hold something and which nobody knows any more.
 *
 * @param known how many MyKinds there are
 * @param vanished how many there are not, and of which nobody noted how they ended
 * @param accepted up to how many a person has said that they are really gone
 */
public record Vanished(int known, int vanished, int accepted) {

  private static final int ALWAYS_BELIEVED = 2;
  private static final int TENTH = 10;

  /**
   * True when that may be what people did. A lost or restored database makes many vanish at once:
   * then their settings must not be taken from the nodes.
   */
  public boolean isBelieved() {
    return vanished <= ALWAYS_BELIEVED
        || vanished * TENTH <= known + vanished
        || vanished <= accepted;
  }
}
