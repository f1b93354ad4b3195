package io.keelson.agent.apply;

import io.keelson.agent.host.HostException;
import io.keelson.agent.host.Made;
import io.keelson.agent.record.Journal.Undo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step whose change knows itself how it is taken back, and is not made at all when it fails. */
final class MadeStep implements Step {

  /** Makes the change. */
  interface Maker {
    Made make() throws HostException;
  }

  private final String what;
  private final List<Undo> undos;
  private final Maker maker;
  private @Nullable Made made;

  MadeStep(String what, List<Undo> undos, Maker maker) {
    this.what = what;
    this.undos = List.copyOf(undos);
    this.maker = maker;
  }

  @Override
  public String what() {
    return what;
  }

  @Override
  public List<Undo> undos() {
    return undos;
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
  public boolean keep() {
    return made == null || made.keep();
  }
}
