package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.HOST_ERROR;
import static io.keelson.problem.ProblemCode.SYSCTL_READBACK_MISMATCH;
import static io.keelson.problem.ProblemCode.SYSCTL_READ_ONLY;
import static io.keelson.problem.ProblemCode.SYSCTL_UNKNOWN;
import static io.keelson.problem.ProblemCode.SYSCTL_VALUE_REFUSED;

import io.keelson.agent.host.Directory.OpenFile;
import io.keelson.agent.plan.SysctlText;
import io.keelson.setting.SysctlName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code proc/sys} below the host's root (proc_sys(5)). For the host thread. */
public final class LinuxSysctlStore implements SysctlStore {

  private final HostRoot hostRoot;

  public LinuxSysctlStore(Path hostRoot) {
    this(HostRoot.of(hostRoot));
  }

  public LinuxSysctlStore(HostRoot hostRoot) {
    this.hostRoot = hostRoot;
  }

  @Override
  public String read(SysctlName name) throws HostException {
    try (Directory directory = directoryOf(name);
        OpenFile file = directory.openForRead(name.components().getLast())) {
      return file.readOnce().stripTrailing();
    } catch (ErrnoException e) {
      throw accessFailure(name, "read", e);
    }
  }

  @Override
  public boolean isPublic(SysctlName name) throws HostException {
    try (Directory directory = directoryOf(name)) {
      return (directory.status(name.components().getLast()).permissions() & 0004) != 0;
    } catch (ErrnoException e) {
      throw accessFailure(name, "read", e);
    }
  }

  @Override
  public void checkWritable(SysctlName name) throws HostException {
    try (Directory directory = directoryOf(name);
        OpenFile file = directory.openForWrite(name.components().getLast())) {
      if ((file.status().permissions() & 0222) == 0) {
        throw readOnly(name);
      }
    } catch (ErrnoException e) {
      throw accessFailure(name, "written", e);
    }
  }

  @Override
  public void write(SysctlName name, String value) throws HostException {
    writeOnly(name, value);
    String now = read(name);
    if (!SysctlText.same(now, value)) {
      throw new HostException(
          SYSCTL_READBACK_MISMATCH,
          name.text(),
          "%s: this node was given \"%s\" and now has \"%s\": give a value that it keeps"
              .formatted(name.text(), value, SysctlText.canonical(now)));
    }
  }

  private void writeOnly(SysctlName name, String value) throws HostException {
    try (Directory directory = directoryOf(name);
        OpenFile file = directory.openForOverwrite(name.components().getLast())) {
      write(name, value, file);
    } catch (ErrnoException e) {
      throw accessFailure(name, "written", e);
    }
  }

  private void write(SysctlName name, String value, OpenFile file) throws HostException {
    try {
      file.writeOnce((value + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (ErrnoException e) {
      // A handler answers with what suits it: ENOENT for a congestion control that is not loaded.
      throw switch (e.errno()) {
        case Errno.EACCES, Errno.EPERM, Errno.EROFS -> readOnly(name);
        case Errno.EAGAIN, Errno.EBUSY, Errno.EDQUOT, Errno.EIO, Errno.ENOMEM, Errno.ENOSPC ->
            accessFailure(name, "written", e);
        default ->
            new HostException(
                SYSCTL_VALUE_REFUSED,
                name.text(),
                "%s: this node's kernel refuses \"%s\": %s"
                    .formatted(name.text(), value, e.words()));
      };
    }
  }

  private Directory directoryOf(SysctlName name) throws ErrnoException {
    List<String> names = new ArrayList<>(List.of("proc", "sys"));
    List<String> components = name.components();
    names.addAll(components.subList(0, components.size() - 1));
    return hostRoot.open(names);
  }

  private HostException accessFailure(SysctlName name, String what, ErrnoException e) {
    return switch (e.errno()) {
      case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EISDIR ->
          new HostException(
              SYSCTL_UNKNOWN,
              name.text(),
              "%s: this node's kernel has no such key: check its name, or load the module that brings it"
                  .formatted(name.text()));
      case Errno.EACCES, Errno.EPERM, Errno.EROFS ->
          what.equals("read")
              ? new HostException(
                  SYSCTL_READ_ONLY,
                  name.text(),
                  name.text() + ": this node does not let it be read: " + e.words())
              : readOnly(name);
      default ->
          new HostException(
              HOST_ERROR,
              name.text(),
              name.text() + ": cannot be " + what + " on this node: " + e.words());
    };
  }

  private HostException readOnly(SysctlName name) {
    return new HostException(
        SYSCTL_READ_ONLY,
        name.text(),
        name.text() + ": this node's kernel does not let it be changed");
  }
}
