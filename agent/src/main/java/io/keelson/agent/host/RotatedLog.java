package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOST_ERROR;

import io.keelson.agent.host.Directory.OpenFile;
import java.nio.file.Path;

/**
 * {@code /var/log/keelson/audit.log} and the four before it, each up to a size. It is opened anew
 * for each addition: what somebody removed, or mounted over, is there again with the next line. A
 * line is not synced to disk: that would cost more than the change itself, and a power cut takes
 * only the last seconds. For one thread at a time.
 */
public final class RotatedLog implements LogStore {

  private static final String NAME = "audit.log";
  private static final int OLDEST = 4;
  private static final int PERMISSIONS = 0640;
  private static final long LARGEST = 8 * 1024 * 1024;

  private final OwnDirectory directory;
  private final long largest;

  public RotatedLog(Path hostRoot) {
    this(hostRoot, LARGEST);
  }

  /** With another size, for tests. */
  RotatedLog(Path hostRoot, long largest) {
    this.directory = new OwnDirectory(HostRoot.of(hostRoot), "/var/log/keelson", 0750);
    this.largest = largest;
  }

  @Override
  public void open() throws HostException {
    append(new byte[0]);
  }

  @Override
  public void append(byte[] lines) throws HostException {
    directory.use(
        open -> {
          if (open.has(NAME) && open.status(NAME).size() + lines.length > largest) {
            rotate(open);
          }
          write(open, lines);
          return lines.length;
        });
  }

  private static void write(Directory directory, byte[] lines)
      throws ErrnoException, HostException {
    try (OpenFile file = directory.openForAppend(NAME, PERMISSIONS)) {
      FileStatus status = file.status();
      if (!status.isRegular() || status.links() != 1) {
        throw new HostException(
            HOST_ERROR, NAME, "/var/log/keelson/audit.log is no plain file with one name");
      }
      if (status.permissions() != PERMISSIONS) {
        file.setMode(PERMISSIONS);
      }
      if (lines.length > 0 && isTorn(file, status)) {
        file.writeAll(new byte[] {'\n'});
      }
      file.writeAll(lines);
    }
  }

  /** A full disk or a power cut may have left half a line, which must not spoil the next. */
  private static boolean isTorn(OpenFile file, FileStatus status) throws ErrnoException {
    return status.size() > 0 && file.byteAt(status.size() - 1) != '\n';
  }

  private static void rotate(Directory directory) throws ErrnoException {
    for (int i = OLDEST; i > 0; i--) {
      String older = NAME + "." + i;
      String newer = i == 1 ? NAME : NAME + "." + (i - 1);
      if (directory.has(newer)) {
        directory.rename(newer, older);
      }
    }
  }
}
