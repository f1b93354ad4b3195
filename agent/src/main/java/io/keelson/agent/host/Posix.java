package io.keelson.agent.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The system calls that Java's own library lacks or cannot do relative to an open directory. Flags
 * and layouts hold for Linux on x86-64 and aarch64. For any thread.
 */
final class Posix {

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_TRUNC = 01000;
  static final int O_APPEND = 02000;
  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;
  // These two differ by architecture (arch/arm64/include/uapi/asm/fcntl.h).
  static final int O_DIRECTORY = ARM ? 040000 : 0200000;
  static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;

  static final int RLIMIT_CORE = 4;

  static final int AT_FDCWD = -100;
  static final int AT_REMOVEDIR = 0x200;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int W_OK = 2;
  private static final int PATH_MAX = 4096;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_BTIME = 0x800;

  /** Since Linux 5.8; the field is 0 before, and mounts then look the same. */
  private static final int STATX_MNT_ID = 0x1000;

  /** Of one value, and of all names together (XATTR_SIZE_MAX, XATTR_LIST_MAX). */
  private static final long LARGEST_ATTRIBUTE = 64 * 1024;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle OPENAT =
      handle(
          "openat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(3));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle PREAD =
      handle("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle STATX =
      handle(
          "statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle FCHMOD =
      handle("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle FCHOWN =
      handle("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle FSYNC =
      handle("fsync", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle RENAMEAT =
      handle("renameat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle LINKAT =
      handle(
          "linkat",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle UNLINKAT =
      handle("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle READLINKAT =
      handle("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle FACCESSAT =
      handle("faccessat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle MKDIRAT =
      handle("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle FLISTXATTR =
      handle("flistxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle FGETXATTR =
      handle("fgetxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle FSETXATTR =
      handle(
          "fsetxattr",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle FREMOVEXATTR =
      handle("fremovexattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle FLOCK =
      handle("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private static final MethodHandle SETRLIMIT =
      handle("setrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private static final MethodHandle GETEUID = handle("geteuid", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETPAGESIZE =
      handle("getpagesize", FunctionDescriptor.of(JAVA_INT));

  private Posix() {}

  /** One call of a function, given the memory that holds errno afterwards. */
  private interface Call {
    long run(Arena arena, MemorySegment state) throws Throwable;
  }

  static int openat(int directory, String name, int flags, int mode) throws ErrnoException {
    return (int)
        call(
            "openat",
            (arena, state) ->
                (int)
                    OPENAT.invokeExact(
                        state, directory, arena.allocateFrom(name), flags | O_CLOEXEC, mode));
  }

  static void close(int descriptor) throws ErrnoException {
    call("close", (arena, state) -> (int) CLOSE.invokeExact(state, descriptor));
  }

  /** One read of at most this many bytes; fewer come back at the end. */
  static byte[] read(int descriptor, int most) throws ErrnoException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment buffer = memory.allocate(most);
      long got =
          call(
              "read",
              (arena, state) -> (long) READ.invokeExact(state, descriptor, buffer, (long) most));
      return buffer.asSlice(0, got).toArray(JAVA_BYTE);
    }
  }

  /** The byte at an offset; -1 at the end. */
  static int byteAt(int descriptor, long offset) throws ErrnoException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment buffer = memory.allocate(1);
      long got =
          call(
              "pread",
              (arena, state) -> (long) PREAD.invokeExact(state, descriptor, buffer, 1L, offset));
      return got == 0 ? -1 : Byte.toUnsignedInt(buffer.get(JAVA_BYTE, 0));
    }
  }

  /** One write; how many bytes were taken. */
  static long write(int descriptor, byte[] bytes, int from) throws ErrnoException {
    return call(
        "write",
        (arena, state) ->
            (long)
                WRITE.invokeExact(
                    state,
                    descriptor,
                    arena.allocateFrom(JAVA_BYTE, bytes).asSlice(from),
                    (long) bytes.length - from));
  }

  /** What an open file is. */
  static FileStatus status(int descriptor) throws ErrnoException {
    return statx(descriptor, "", AT_EMPTY_PATH);
  }

  /** What a name in a directory is; a link itself, not what it points to. */
  static FileStatus status(int directory, String name) throws ErrnoException {
    return statx(directory, name, AT_SYMLINK_NOFOLLOW);
  }

  private static FileStatus statx(int directory, String name, int flags) throws ErrnoException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment struct = memory.allocate(FileStatus.SIZE, 8);
      call(
          "statx",
          (arena, state) ->
              (int)
                  STATX.invokeExact(
                      state,
                      directory,
                      arena.allocateFrom(name),
                      flags,
                      STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID,
                      struct));
      return FileStatus.of(struct);
    }
  }

  static void fchmod(int descriptor, int mode) throws ErrnoException {
    call("fchmod", (arena, state) -> (int) FCHMOD.invokeExact(state, descriptor, mode));
  }

  /** Ids are unsigned 32-bit numbers, which is why they come as long. */
  static void fchown(int descriptor, long owner, long group) throws ErrnoException {
    call(
        "fchown",
        (arena, state) -> (int) FCHOWN.invokeExact(state, descriptor, (int) owner, (int) group));
  }

  static void fsync(int descriptor) throws ErrnoException {
    call("fsync", (arena, state) -> (int) FSYNC.invokeExact(state, descriptor));
  }

  /** Renames within a directory, over what has the new name. */
  static void renameat(int directory, String from, String to) throws ErrnoException {
    call(
        "renameat",
        (arena, state) ->
            (int)
                RENAMEAT.invokeExact(
                    state, directory, arena.allocateFrom(from), directory, arena.allocateFrom(to)));
  }

  /** A second name for a file in the same directory; of a link itself, not what it points to. */
  static void linkat(int directory, String from, String to) throws ErrnoException {
    call(
        "linkat",
        (arena, state) ->
            (int)
                LINKAT.invokeExact(
                    state,
                    directory,
                    arena.allocateFrom(from),
                    directory,
                    arena.allocateFrom(to),
                    0));
  }

  static void unlinkat(int directory, String name, int flags) throws ErrnoException {
    call(
        "unlinkat",
        (arena, state) ->
            (int) UNLINKAT.invokeExact(state, directory, arena.allocateFrom(name), flags));
  }

  /** What a link says, as it is written. */
  static String readlinkat(int directory, String name) throws ErrnoException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment buffer = memory.allocate(PATH_MAX);
      long got =
          call(
              "readlinkat",
              (arena, state) ->
                  (long)
                      READLINKAT.invokeExact(
                          state, directory, arena.allocateFrom(name), buffer, (long) PATH_MAX));
      return new String(buffer.asSlice(0, got).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  /** Fails when this process may not write there; changes nothing. */
  static void checkWritable(int directory) throws ErrnoException {
    call(
        "faccessat",
        (arena, state) ->
            (int) FACCESSAT.invokeExact(state, directory, arena.allocateFrom("."), W_OK, 0));
  }

  static void mkdirat(int directory, String name, int mode) throws ErrnoException {
    call(
        "mkdirat",
        (arena, state) ->
            (int) MKDIRAT.invokeExact(state, directory, arena.allocateFrom(name), mode));
  }

  /** The names of an open file's extended attributes, each with a zero byte after it. */
  static byte[] flistxattr(int descriptor) throws ErrnoException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment buffer = memory.allocate(LARGEST_ATTRIBUTE);
      long got =
          call(
              "flistxattr",
              (arena, state) ->
                  (long) FLISTXATTR.invokeExact(state, descriptor, buffer, LARGEST_ATTRIBUTE));
      return buffer.asSlice(0, got).toArray(JAVA_BYTE);
    }
  }

  static byte[] fgetxattr(int descriptor, String name) throws ErrnoException {
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment buffer = memory.allocate(LARGEST_ATTRIBUTE);
      long got =
          call(
              "fgetxattr",
              (arena, state) ->
                  (long)
                      FGETXATTR.invokeExact(
                          state, descriptor, attribute(arena, name), buffer, LARGEST_ATTRIBUTE));
      return buffer.asSlice(0, got).toArray(JAVA_BYTE);
    }
  }

  static void fsetxattr(int descriptor, String name, byte[] value) throws ErrnoException {
    call(
        "fsetxattr",
        (arena, state) ->
            (int)
                FSETXATTR.invokeExact(
                    state,
                    descriptor,
                    attribute(arena, name),
                    arena.allocateFrom(JAVA_BYTE, value),
                    (long) value.length,
                    0));
  }

  static void fremovexattr(int descriptor, String name) throws ErrnoException {
    call(
        "fremovexattr",
        (arena, state) ->
            (int) FREMOVEXATTR.invokeExact(state, descriptor, attribute(arena, name)));
  }

  /** A name is any bytes, and comes back as them. */
  private static MemorySegment attribute(Arena arena, String name) {
    return arena.allocateFrom(name, StandardCharsets.ISO_8859_1);
  }

  /** The user that this process acts as. */
  static long geteuid() {
    try {
      return Integer.toUnsignedLong(
          (int) call("geteuid", (arena, state) -> (int) GETEUID.invokeExact(state)));
    } catch (ErrnoException e) {
      throw new IllegalStateException("geteuid cannot fail", e);
    }
  }

  /** The bytes of a page of memory. */
  static int getpagesize() {
    try {
      return (int) call("getpagesize", (arena, state) -> (int) GETPAGESIZE.invokeExact(state));
    } catch (ErrnoException e) {
      throw new IllegalStateException("getpagesize cannot fail", e);
    }
  }

  /** Locks an open file for as long as it is open; fails with EAGAIN when another has it. */
  static void flock(int descriptor) throws ErrnoException {
    call("flock", (arena, state) -> (int) FLOCK.invokeExact(state, descriptor, LOCK_EX | LOCK_NB));
  }

  /** Moves the calling thread, and no other, into a namespace. */
  static void setns(int descriptor, int kind) throws ErrnoException {
    call("setns", (arena, state) -> (int) SETNS.invokeExact(state, descriptor, kind));
  }

  /** Sets the soft and the hard limit of this process and of those that it starts. */
  static void setrlimit(int resource, long limit) throws ErrnoException {
    call(
        "setrlimit",
        (arena, state) ->
            (int)
                SETRLIMIT.invokeExact(
                    state, resource, arena.allocateFrom(JAVA_LONG, limit, limit)));
  }

  private static long call(String name, Call call) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = call.run(arena, state);
      if (result < 0) {
        throw new ErrnoException(name, (int) ERRNO.get(state, 0L));
      }
      return result;
    } catch (ErrnoException | Error | RuntimeException e) {
      throw e;
    } catch (Throwable impossible) {
      throw new IllegalStateException(name, impossible);
    }
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Linker.Option[] all = new Linker.Option[options.length + 1];
    all[0] = KEEP_ERRNO;
    System.arraycopy(options, 0, all, 1, options.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor, all);
  }
}
