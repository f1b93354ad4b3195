package io.keelson.agent.host;

import static io.keelson.agent.host.Posix.AT_FDCWD;
import static io.keelson.agent.host.Posix.O_DIRECTORY;
import static io.keelson.agent.host.Posix.O_NOFOLLOW;
import static io.keelson.agent.host.Posix.O_NONBLOCK;
import static io.keelson.agent.host.Posix.O_RDONLY;
import static io.keelson.agent.host.Posix.O_WRONLY;

import io.keelson.setting.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An open directory of the host. Everything goes from the descriptor by one plain name and follows
 * no link, so that nobody can put another directory in its place meanwhile. For one thread.
 */
final class Directory implements AutoCloseable {

  private static final int ONE_READ = 64 * 1024;

  private final int descriptor;
  private final HostRoot.Tap tap;

  private Directory(int descriptor, HostRoot.Tap tap) {
    this.descriptor = descriptor;
    this.tap = tap;
  }

  /** The host's root, whose own path is ours to trust. */
  static Directory root(HostRoot root) throws ErrnoException {
    return new Directory(
        Posix.openat(AT_FDCWD, root.path().toString(), O_RDONLY | O_DIRECTORY, 0), root.tap());
  }

  Directory child(String name) throws ErrnoException {
    return new Directory(
        Posix.openat(descriptor, plain(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0), tap);
  }

  /** The same directory, open a second time. */
  Directory again() throws ErrnoException {
    return new Directory(Posix.openat(descriptor, ".", O_RDONLY | O_DIRECTORY, 0), tap);
  }

  /** Locks it for as long as it is open; fails with EAGAIN when somebody else has. */
  void lock() throws ErrnoException {
    Posix.flock(descriptor);
  }

  FileStatus status() throws ErrnoException {
    return Posix.status(descriptor);
  }

  FileStatus status(String name) throws ErrnoException {
    return Posix.status(descriptor, plain(name));
  }

  /** Whether there is anything of this name, a link to nowhere too. */
  boolean has(String name) throws ErrnoException {
    try {
      status(name);
      return true;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return false;
      }
      throw e;
    }
  }

  /** What a link says, as it is written. */
  String linkTarget(String name) throws ErrnoException {
    return Posix.readlinkat(descriptor, plain(name));
  }

  /** Fails when nothing can be made in it: with EROFS when it is mounted read-only. */
  void checkWritable() throws ErrnoException {
    Posix.checkWritable(descriptor);
  }

  OpenFile openForRead(String name) throws ErrnoException {
    return open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
  }

  /** What is there stays as it is until something is written over it. */
  OpenFile openForWrite(String name) throws ErrnoException {
    return open(name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0);
  }

  /**
   * For a value that replaces all there was. The kernel's own files do not mind to be cut first.
   */
  OpenFile openForOverwrite(String name) throws ErrnoException {
    tap.before("truncate", descriptor, plain(name), "");
    return open(name, O_WRONLY | Posix.O_TRUNC | O_NOFOLLOW | O_NONBLOCK, 0);
  }

  /** A new file that only root may read; fails when the name is taken, even by a link. */
  OpenFile create(String name) throws ErrnoException {
    tap.before("create", descriptor, plain(name), "");
    return open(name, O_WRONLY | Posix.O_CREAT | Posix.O_EXCL | O_NOFOLLOW, 0600);
  }

  /**
   * A file that only grows, made when there is none.
   *
   * @param permissions of a new file, less what the process's umask takes
   */
  OpenFile openForAppend(String name, int permissions) throws ErrnoException {
    tap.before("append", descriptor, plain(name), "");
    return open(
        name, Posix.O_RDWR | Posix.O_APPEND | Posix.O_CREAT | O_NOFOLLOW | O_NONBLOCK, permissions);
  }

  private OpenFile open(String name, int flags, int permissions) throws ErrnoException {
    return new OpenFile(Posix.openat(descriptor, plain(name), flags, permissions), tap);
  }

  void rename(String from, String to) throws ErrnoException {
    tap.before("rename", descriptor, plain(from), plain(to));
    Posix.renameat(descriptor, plain(from), plain(to));
  }

  void link(String from, String to) throws ErrnoException {
    tap.before("link", descriptor, plain(from), plain(to));
    Posix.linkat(descriptor, plain(from), plain(to));
  }

  void remove(String name) throws ErrnoException {
    tap.before("unlink", descriptor, plain(name), "");
    Posix.unlinkat(descriptor, plain(name), 0);
  }

  void makeDirectory(String name) throws ErrnoException {
    makeDirectory(name, 0755);
  }

  void makeDirectory(String name, int permissions) throws ErrnoException {
    tap.before("mkdir", descriptor, plain(name), "");
    Posix.mkdirat(descriptor, plain(name), permissions);
  }

  void setMode(int permissions) throws ErrnoException {
    tap.before("chmod", descriptor, "", "");
    Posix.fchmod(descriptor, permissions);
  }

  void setOwner(long owner, long group) throws ErrnoException {
    tap.before("chown", descriptor, "", "");
    Posix.fchown(descriptor, owner, group);
  }

  void removeDirectory(String name) throws ErrnoException {
    tap.before("rmdir", descriptor, plain(name), "");
    Posix.unlinkat(descriptor, plain(name), Posix.AT_REMOVEDIR);
  }

  void sync() throws ErrnoException {
    tap.before("fsync", descriptor, "", "");
    Posix.fsync(descriptor);
  }

  /** The names in it, in no order. */
  List<String> names() throws IOException {
    // The descriptor's entry in /proc leads to this very directory, whatever its path leads to now.
    Path self = Path.of("/proc/self/fd/" + descriptor);
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(self)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    }
    return names;
  }

  @Override
  public void close() throws ErrnoException {
    Posix.close(descriptor);
  }

  private static String plain(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not one name");
    }
    return name;
  }

  /** An open file. For one thread. */
  record OpenFile(int descriptor, HostRoot.Tap tap) implements AutoCloseable {

    FileStatus status() throws ErrnoException {
      return Posix.status(descriptor);
    }

    /** One large read, since a file of /proc/sys gives its value to the first read only. */
    String readOnce() throws ErrnoException {
      return new String(Posix.read(descriptor, ONE_READ), StandardCharsets.UTF_8);
    }

    /** Everything up to a limit; one byte more when there is more. */
    byte[] readAll(int most) throws ErrnoException {
      // Some files have no size, others grow: room for what is said, then for each part more.
      byte[] all = new byte[(int) Math.min(status().size(), most + 1L)];
      int size = 0;
      while (size <= most) {
        byte[] part = Posix.read(descriptor, Math.min(ONE_READ, most + 1 - size));
        if (part.length == 0) {
          break;
        }
        if (size + part.length > all.length) {
          all = Arrays.copyOf(all, size + part.length);
        }
        System.arraycopy(part, 0, all, size, part.length);
        size += part.length;
      }
      return size == all.length ? all : Arrays.copyOf(all, size);
    }

    /** The length and the checksum of the same, without keeping it. */
    Sum sumOfAll(int most) throws ErrnoException {
      MessageDigest digest = Sha256.begin();
      int size = 0;
      while (size <= most) {
        byte[] part = Posix.read(descriptor, Math.min(ONE_READ, most + 1 - size));
        if (part.length == 0) {
          break;
        }
        digest.update(part);
        size += part.length;
      }
      return new Sum("sha256:" + Sha256.hex(digest), size);
    }

    /** Of bytes that were read. */
    record Sum(String checksum, int size) {}

    /** The byte at an offset; -1 at the end. */
    int byteAt(long offset) throws ErrnoException {
      return Posix.byteAt(descriptor, offset);
    }

    /** Exactly one write, since a file of /proc/sys takes each write as a value of its own. */
    void writeOnce(byte[] bytes) throws ErrnoException {
      tap.before("write", descriptor, "", "");
      Posix.write(descriptor, bytes, 0);
    }

    void writeAll(byte[] bytes) throws ErrnoException {
      int done = 0;
      while (done < bytes.length) {
        tap.before("write", descriptor, "", "");
        done += (int) Posix.write(descriptor, bytes, done);
      }
    }

    /** Names of its extended attributes; none where the file system has no such thing. */
    List<String> attributes() throws ErrnoException {
      try {
        String names = new String(Posix.flistxattr(descriptor), StandardCharsets.ISO_8859_1);
        return names.isEmpty() ? List.of() : List.of(names.split("\0"));
      } catch (ErrnoException e) {
        if (e.errno() == Errno.EOPNOTSUPP) {
          return List.of();
        }
        throw e;
      }
    }

    byte[] attribute(String name) throws ErrnoException {
      return Posix.fgetxattr(descriptor, name);
    }

    void setAttribute(String name, byte[] value) throws ErrnoException {
      tap.before("setxattr", descriptor, "", "");
      Posix.fsetxattr(descriptor, name, value);
    }

    void removeAttribute(String name) throws ErrnoException {
      tap.before("removexattr", descriptor, "", "");
      Posix.fremovexattr(descriptor, name);
    }

    void setMode(int permissions) throws ErrnoException {
      tap.before("chmod", descriptor, "", "");
      Posix.fchmod(descriptor, permissions);
    }

    void setOwner(long owner, long group) throws ErrnoException {
      tap.before("chown", descriptor, "", "");
      Posix.fchown(descriptor, owner, group);
    }

    void sync() throws ErrnoException {
      tap.before("fsync", descriptor, "", "");
      Posix.fsync(descriptor);
    }

    @Override
    public void close() throws ErrnoException {
      Posix.close(descriptor);
    }
  }
}
