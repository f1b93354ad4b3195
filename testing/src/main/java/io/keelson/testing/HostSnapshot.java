package io.keelson.testing;

import io.keelson.setting.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a directory tree holds: for each path its kind, mode, owner, time of change and content. The
 * audit log is left out. {@code isEqualTo} of two snapshots shows what differs.
 */
public record HostSnapshot(Map<String, String> entries) {

  /** Grows with each refusal, as it should. */
  private static final Pattern AUDIT = Pattern.compile("/var/log(/keelson.*)?");

  private static final int SHOWN_WHOLE = 80;

  public HostSnapshot {
    entries = Map.copyOf(entries);
  }

  public static HostSnapshot of(Path root) {
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = "/" + root.relativize(path);
        if (!AUDIT.matcher(name).matches()) {
          entries.put(name, describe(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HostSnapshot(entries);
  }

  /** One line for each path that differs; empty when nothing does. */
  public List<String> changesTo(HostSnapshot later) {
    List<String> changes = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(entries.keySet());
    paths.addAll(later.entries.keySet());
    for (String path : paths) {
      String was = entries.getOrDefault(path, "absent");
      String is = later.entries.getOrDefault(path, "absent");
      if (!was.equals(is)) {
        changes.add(path + ": was " + was + ", is " + is);
      }
    }
    return changes;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(entries)
        .forEach((path, what) -> text.append(path).append("  ").append(what).append('\n'));
    return text.toString();
  }

  private static String describe(Path path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(
            path, "unix:mode,uid,gid,lastModifiedTime,ino", LinkOption.NOFOLLOW_LINKS);
    String who =
        String.format(
            "%06o %s:%s %s inode %s",
            (Integer) attributes.get("mode"),
            attributes.get("uid"),
            attributes.get("gid"),
            attributes.get("lastModifiedTime"),
            attributes.get("ino"));
    return who + " " + content(path);
  }

  private static String content(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    if (!Files.isRegularFile(path)) {
      return Files.isDirectory(path) ? "directory" : "special";
    }
    Content content = Content.of(Files.readAllBytes(path));
    String text = new String(content.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    return content.size() <= SHOWN_WHOLE
        ? "\"" + text.replace("\n", "\\n") + "\""
        : content.toString();
  }
}
