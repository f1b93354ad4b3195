package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOSTNAME_READBACK_MISMATCH;
import static io.keelson.problem.ProblemCode.SYSCTL_READBACK_MISMATCH;

import io.keelson.agent.plan.FileState;
import io.keelson.setting.Content;
import io.keelson.setting.FilePath;
import io.keelson.setting.Hostname;
import io.keelson.setting.SysctlName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code kernel.hostname} and {@code /etc/hostname} (hostname(5)). For the host thread. */
public final class LinuxHostnameStore implements HostnameStore {

  private static final SysctlName KERNEL_NAME = new SysctlName("kernel.hostname");
  private static final Place FILE = new Place(new FilePath("/etc/hostname"), new FilePath("/etc"));
  private static final int LARGEST = 64 * 1024;

  private final SysctlStore sysctls;
  private final FileStore files;

  public LinuxHostnameStore(SysctlStore sysctls, FileStore files) {
    this.sysctls = sysctls;
    this.files = files;
  }

  @Override
  public String current() throws HostException {
    return sysctls.read(KERNEL_NAME);
  }

  @Override
  public String kept() throws HostException {
    return files
        .read(FILE, LARGEST)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
        .orElse("");
  }

  @Override
  public Optional<FileState> file() throws HostException {
    return files.observe(FILE);
  }

  @Override
  public Place place() {
    return FILE;
  }

  /** What the file is when it keeps a name. */
  public static FileState state(String name) {
    byte[] bytes = bytes(name);
    return new FileState(Content.of(bytes).checksum(), 0644, 0, 0, bytes.length);
  }

  private static byte[] bytes(String name) {
    return (name + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void checkWritable() throws HostException {
    sysctls.checkWritable(KERNEL_NAME);
    files.checkReplaceable(FILE);
  }

  @Override
  public Made set(String name, Optional<FileState> expected) throws HostException {
    String before = current();
    Made kept = keepOverBoots(name, expected);
    try {
      setCurrent(name);
      return new Named(before, kept);
    } catch (HostException e) {
      PutBack.after(e, Hostname.KEY, new Named(before, kept)::undo);
      throw e;
    }
  }

  private Made keepOverBoots(String name, Optional<FileState> expected) throws HostException {
    Made made = files.replace(FILE, expected, bytes(name), state(name));
    try {
      checkKept(name);
      return made;
    } catch (HostException e) {
      PutBack.after(e, Hostname.KEY, made::undo);
      throw e;
    }
  }

  private void checkKept(String name) throws HostException {
    if (!kept().equals(name)) {
      throw mismatch("/etc/hostname does not hold " + name + " after it was written");
    }
  }

  private void setCurrent(String name) throws HostException {
    if (current().equals(name)) {
      return;
    }
    try {
      sysctls.write(KERNEL_NAME, name);
    } catch (HostException e) {
      throw e.problem().code().equals(SYSCTL_READBACK_MISMATCH)
          ? mismatch("the kernel does not have the name " + name + " after it was set")
          : e;
    }
  }

  private static HostException mismatch(String what) {
    return new HostException(HOSTNAME_READBACK_MISMATCH, Hostname.KEY, "hostname: " + what);
  }

  private final class Named implements Made {

    private final String before;
    private final Made kept;

    Named(String before, Made kept) {
      this.before = before;
      this.kept = kept;
    }

    @Override
    public void undo() throws HostException {
      try {
        setCurrent(before);
      } finally {
        kept.undo();
      }
    }

    @Override
    public boolean keep() {
      return kept.keep();
    }
  }
}
