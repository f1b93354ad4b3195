package io.keelson.agent.host;

import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.FileState;
import io.keelson.setting.Content;
import io.keelson.setting.FilePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file of /etc/sysctl.d that keeps sysctls over a reboot. For the host thread. */
public final class DropInStore {

  private static final String DIRECTORY = "sysctl.d";
  private static final int LARGEST = 1024 * 1024;
  private static final FilePath ETC = new FilePath("/etc");
  private static final Place PLACE = new Place(new FilePath("/etc/sysctl.d/" + DropIn.NAME), ETC);

  private final HostRoot hostRoot;
  private final FileStore files;

  public DropInStore(Path hostRoot, FileStore files) {
    this(HostRoot.of(hostRoot), files);
  }

  public DropInStore(HostRoot hostRoot, FileStore files) {
    this.hostRoot = hostRoot;
    this.files = files;
  }

  /** The file's text; empty when there is no file. */
  public Optional<String> read() throws HostException {
    if (!directoryExists()) {
      return Optional.empty();
    }
    return files.read(PLACE, LARGEST).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Fails when it cannot be written; changes nothing. */
  public void checkReplaceable() throws HostException {
    if (directoryExists()) {
      files.checkReplaceable(PLACE);
    }
  }

  /** A small node may have no sysctl.d yet. Taken back, it has none again. */
  public Made makeDirectory() throws HostException {
    try (Directory etc = hostRoot.open(ETC.names())) {
      etc.makeDirectory(DIRECTORY);
      syncOrRemove(etc);
    } catch (ErrnoException e) {
      throw FileErrors.of(PLACE, e);
    }
    return new MadeDirectory();
  }

  private static void syncOrRemove(Directory etc) throws HostException, ErrnoException {
    try {
      etc.sync();
    } catch (ErrnoException e) {
      PutBack.after(e, ETC.text() + "/" + DIRECTORY, () -> etc.removeDirectory(DIRECTORY));
      throw e;
    }
  }

  /** Takes the directory away again, if it is there and empty. */
  public void removeDirectory() throws HostException {
    try (Directory etc = hostRoot.open(ETC.names())) {
      etc.removeDirectory(DIRECTORY);
      etc.sync();
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTEMPTY) {
        throw FileErrors.of(PLACE, e);
      }
    }
  }

  public boolean directoryExists() throws HostException {
    try (Directory etc = hostRoot.open(ETC.names())) {
      return etc.status(DIRECTORY).isDirectory();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw FileErrors.of(PLACE, e);
    }
  }

  private final class MadeDirectory implements Made {

    @Override
    public void undo() throws HostException {
      removeDirectory();
    }

    @Override
    public boolean keep() {
      return true;
    }
  }

  /** True when the file can be neither made nor replaced, since its file system is read-only. */
  public boolean isReadOnly() throws HostException {
    List<String> names = directoryExists() ? PLACE.parents() : ETC.names();
    try (Directory directory = hostRoot.open(names)) {
      directory.checkWritable();
      return false;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EROFS) {
        return true;
      }
      throw FileErrors.of(PLACE, e);
    }
  }

  /** Where it is, for who has to bring it back. */
  public Place place() {
    return PLACE;
  }

  /** The file as it is; empty when there is none. */
  public Optional<FileState> observe() throws HostException {
    return directoryExists() ? files.observe(PLACE) : Optional.empty();
  }

  /** What the file is when it holds a text. */
  public static FileState state(String text) {
    byte[] bytes = bytes(text);
    return new FileState(Content.of(bytes).checksum(), 0644, 0, 0, bytes.length);
  }

  /** Writes it; removes it where there is nothing to keep. */
  public Made write(Optional<FileState> expected, Optional<String> text) throws HostException {
    return text.isPresent()
        ? files.replace(PLACE, expected, bytes(text.get()), state(text.get()))
        : files.remove(PLACE, expected.orElseThrow());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
