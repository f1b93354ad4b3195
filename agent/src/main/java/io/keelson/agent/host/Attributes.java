package io.keelson.agent.host;

import static io.keelson.problem.ProblemCode.FS_ATTRIBUTES;

import io.keelson.agent.host.Directory.OpenFile;
import io.keelson.agent.plan.FileImage;
import io.keelson.problem.Problem;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The extended attributes of open files (xattr(7)), by name and in base64: POSIX ACL and SELinux
 * label are among them. For the host thread.
 */
final class Attributes {

  private static final String LABEL = "security.selinux";
  private static final String CAPABILITIES = "security.capability";

  /** What the kernel makes of a file's content and inode (IMA, EVM) would be wrong on another. */
  private static final Set<String> OF_THE_KERNEL = Set.of("security.ima", "security.evm");

  /** They are part of the record, which is written anew with each change. */
  private static final int MOST = 16 * 1024;

  private Attributes() {}

  /**
   * All that is kept of a file. Fails at file capabilities (capabilities(7)): who replaces such a
   * program would either take its rights, or give them to other bytes.
   */
  static Map<String, String> read(Place place, OpenFile file) throws HostException, ErrnoException {
    Map<String, String> all = new TreeMap<>();
    int bytes = 0;
    for (String name : names(file)) {
      if (name.equals(CAPABILITIES)) {
        throw refused(
            place,
            "has file capabilities, so it is a program with rights of its own: take them off (setcap -r) first");
      }
      byte[] value = value(place, file, name);
      bytes += name.length() + value.length;
      all.put(name, Base64.getEncoder().encodeToString(value));
    }
    if (bytes > MOST) {
      throw refused(
          place,
          "has " + bytes + " bytes of extended attributes, and at most " + MOST + " are kept");
    }
    return all;
  }

  private static List<String> names(OpenFile file) throws ErrnoException {
    return file.attributes().stream().filter(name -> !OF_THE_KERNEL.contains(name)).toList();
  }

  private static byte[] value(Place place, OpenFile file, String name) throws HostException {
    try {
      return file.attribute(name);
    } catch (ErrnoException e) {
      throw failed(place, name, "read", e);
    }
  }

  /**
   * Those that a file shall have again. A label cannot be taken off: where none is known, the one
   * of the file that is replaced stays.
   */
  static Map<String, String> again(Map<String, String> were, Optional<FileImage> old) {
    Map<String, String> all = new TreeMap<>(were);
    old.map(file -> file.attributes().get(LABEL)).ifPresent(label -> all.putIfAbsent(LABEL, label));
    return all;
  }

  /**
   * Gives a new file these attributes and no others. To be called before its mode is set, which is
   * part of an ACL, and after its owner is, whose change takes some away. An ACL comes with that
   * mode in it: with the mask that the old file had it would let in for a moment whom it names.
   */
  static void give(Place place, OpenFile file, Map<String, String> wanted, int mode)
      throws HostException, ErrnoException {
    Map<String, String> has = read(place, file);
    for (String name : has.keySet()) {
      if (!wanted.containsKey(name) && !name.equals(LABEL)) {
        make(place, name, () -> file.removeAttribute(name));
      }
    }
    for (Map.Entry<String, String> each : wanted.entrySet()) {
      String name = each.getKey();
      if (!each.getValue().equals(has.get(name))) {
        byte[] bytes = Base64.getDecoder().decode(each.getValue());
        byte[] value = name.equals(PosixAcl.ATTRIBUTE) ? PosixAcl.with(bytes, mode) : bytes;
        make(place, name, () -> file.setAttribute(name, value));
      }
    }
  }

  private interface Change {
    void run() throws ErrnoException;
  }

  private static void make(Place place, String name, Change change) throws HostException {
    try {
      change.run();
    } catch (ErrnoException e) {
      throw failed(place, name, "set", e);
    }
  }

  private static HostException failed(Place place, String name, String what, ErrnoException e) {
    return switch (e.errno()) {
      case Errno.ENOSPC, Errno.EDQUOT, Errno.EROFS, Errno.EIO -> FileErrors.of(place, e);
      default ->
          refused(
              place,
              "is left as it is: its attribute %s cannot be %s: %s"
                  .formatted(Problem.printable(name), what, e.words()));
    };
  }

  private static HostException refused(Place place, String why) {
    return new HostException(FS_ATTRIBUTES, place.path().text(), place.path().text() + " " + why);
  }
}
