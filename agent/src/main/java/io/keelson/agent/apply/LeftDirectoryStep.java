package io.keelson.agent.apply;

import io.keelson.agent.host.DirectoryStore;
import io.keelson.agent.host.HostException;
import io.keelson.agent.record.Journal.Undo;
import io.keelson.setting.FilePath;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that was made for files goes when it is empty: only once the change has happened,
 * since until then the old files are kept in it. A crash between is made good by the next start.
 */
record LeftDirectoryStep(DirectoryStore store, FilePath directory, String identity)
    implements Step {

  private static final Logger LOG = LoggerFactory.getLogger(LeftDirectoryStep.class);

  @Override
  public String what() {
    return directory.text();
  }

  @Override
  public List<Undo> undos() {
    return List.of(new Undo.LeftDirectory(directory.text(), identity));
  }

  @Override
  public void make() {
    // Not before the end.
  }

  @Override
  public void undo() {
    // Nothing was made.
  }

  @Override
  public boolean keep() {
    try {
      store.removeUnused(directory);
      return true;
    } catch (HostException e) {
      LOG.warn("an empty directory stays until the next start: {}", e.getMessage());
      return false;
    }
  }
}
