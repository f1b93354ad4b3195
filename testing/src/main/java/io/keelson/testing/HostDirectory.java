package io.keelson.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A host made of a directory, to be given to an agent as {@code --host-root}. A key of {@code
 * /proc/sys} is a plain file here: it takes any value and has no kernel behind it.
 */
public final class HostDirectory {

  private final Path root;

  private HostDirectory(Path root) {
    this.root = root;
  }

  /** A host named {@code node1} with empty {@code /etc/sysctl.d}, below an existing directory. */
  public static HostDirectory in(Path root) {
    return new HostDirectory(root)
        .directory("/etc/sysctl.d")
        .directory("/var/lib")
        .directory("/var/log")
        .hostname("node1")
        .file("/proc/sys/kernel/random/boot_id", "0f3a4f0e-6b1c-4b57-9d55-7f2e3c1d9a10\n");
  }

  public Path root() {
    return root;
  }

  /** Makes the key with this value, in the kernel's form: with a newline at the end. */
  public HostDirectory sysctl(String key, String value) {
    Path file = at(sysctlPath(key));
    if (!Files.exists(file)) {
      return file(sysctlPath(key), value + "\n");
    }
    // In its place and cut afterwards: a watch that looks meanwhile sees no empty value.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      byte[] bytes = (value + "\n").getBytes(StandardCharsets.UTF_8);
      channel.write(ByteBuffer.wrap(bytes));
      channel.truncate(bytes.length);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the running host name and {@code /etc/hostname}. */
  public HostDirectory hostname(String name) {
    return file("/proc/sys/kernel/hostname", name + "\n").file("/etc/hostname", name + "\n");
  }

  /**
   * Makes a process.
   *
   * @param pids its numbers, from the node's down to the one in its container, with tabs
   * @param command its words; none for a thread of the kernel
   */
  public HostDirectory process(int id, String name, String user, String pids, String... command) {
    String status = "Name:\t%s\nUid:\t%s\t%s\t%s\t%s\nNSpid:\t%s\n";
    return file("/proc/" + id + "/comm", name + "\n")
        .file("/proc/" + id + "/status", status.formatted(name, user, user, user, user, pids))
        .file(
            "/proc/" + id + "/cmdline",
            command.length == 0 ? "" : String.join("\0", command) + "\0");
  }

  public HostDirectory directory(String path) {
    try {
      Files.createDirectories(at(path));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes or replaces a file, with mode 0644, and its directories. */
  public HostDirectory file(String path, String content) {
    try {
      Files.createDirectories(at(path).getParent());
      Files.writeString(at(path), content);
      return mode(path, "rw-r--r--");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a symbolic link; the target is written as it is given. */
  public HostDirectory link(String path, String target) {
    try {
      Files.createDirectories(at(path).getParent());
      Files.createSymbolicLink(at(path), Path.of(target));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the mode, such as {@code rw-r-----}. */
  public HostDirectory mode(String path, String permissions) {
    try {
      Files.setPosixFilePermissions(at(path), PosixFilePermissions.fromString(permissions));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The key's value without the newline. */
  public String sysctl(String key) {
    return read(sysctlPath(key)).stripTrailing();
  }

  /** The running host name. */
  public String hostname() {
    return read("/proc/sys/kernel/hostname").stripTrailing();
  }

  public String read(String path) {
    try {
      return Files.readString(at(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean exists(String path) {
    return Files.exists(at(path), java.nio.file.LinkOption.NOFOLLOW_LINKS);
  }

  /** Everything that there is now, to be compared with a later one. */
  public HostSnapshot snapshot() {
    return HostSnapshot.of(root);
  }

  /** Where a path of the host is on this machine. */
  public Path at(String path) {
    // resolve() of an absolute path would leave the directory.
    return root.resolve(path.replaceFirst("^/+", ""));
  }

  private static String sysctlPath(String key) {
    return "/proc/sys/" + key.replace('.', '/');
  }
}
