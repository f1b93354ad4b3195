package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Made;
import org.jspecify.annotations.Nullable;

/** A step whose change knows itself how it is taken back, and is not made at all when it fails. */
final class MadeStep implements Step {

  /** Makes the change. */
  interface Maker {
    Made make() throws HostException;
  }

  private final String what;
  private final Maker maker;
  private @Nullable Made made;

  MadeStep(String what, Maker maker) {
    this.what = what;
    this.maker = maker;
  }

  @Override
  public String what() {
    return what;
  }

  @Override
  public void make() throws HostException {
    made = maker.make();
  }

  @Override
  public void undo() throws HostException {
    if (made != null) {
      made.undo();
    }
  }

  @Override
  public void keep() {
    if (made != null) {
      made.keep();
    }
  }
}
