package io.keelson.agent.host;

import io.keelson.agent.plan.DropIn;
import io.keelson.agent.plan.FileState;
import io.keelson.setting.Content;
import io.keelson.setting.FilePath;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The file of /etc/sysctl.d that keeps sysctls over a reboot. For the host thread. */
public final class DropInStore {

  private static final int LARGEST = 1024 * 1024;
  private static final FilePath ETC = new FilePath("/etc");
  private static final Place PLACE = new Place(new FilePath("/etc/sysctl.d/" + DropIn.NAME), ETC);

  private final FileStore files;

  public DropInStore(FileStore files) {
    this.files = files;
  }

  /** The file's text; empty when there is no file. */
  public Optional<String> read() throws HostException {
    return files.read(PLACE, LARGEST).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  public void checkReplaceable() throws HostException {
    files.checkReplaceable(PLACE);
  }

  public Made write(String text) throws HostException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return files.replace(
        PLACE, bytes, new FileState(Content.of(bytes).checksum(), 0644, 0, 0, bytes.length));
  }
}
