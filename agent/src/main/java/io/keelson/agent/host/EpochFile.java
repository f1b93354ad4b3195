package io.keelson.agent.host;

import io.keelson.agent.host.Directory.OpenFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * {@code /var/lib/keelson/epoch}: the number and a checksum of it on one line, so that half a line
 * is no lower number. For one thread at a time.
 */
public final class EpochFile implements EpochStore {

  private static final String NAME = "epoch";

  /** Only one writer: what has this name was left behind by a crash. */
  private static final String FRESH = "epoch.new";

  private static final String DAMAGED = "epoch.damaged";
  private static final int LARGEST = 64;
  private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,18}) [0-9a-f]{8}\n");

  private final OwnDirectory directory;

  public EpochFile(Path hostRoot) {
    this.directory = new OwnDirectory(HostRoot.of(hostRoot), "/var/lib/keelson", 0700);
  }

  @Override
  public Kept read() throws HostException {
    return directory.useIfThere(EpochFile::read).orElse(new Kept(0, false));
  }

  private static Kept read(Directory directory) throws ErrnoException {
    removeIfThere(directory, FRESH);
    if (!directory.has(NAME)) {
      return new Kept(0, false);
    }
    OptionalLong epoch = parse(content(directory));
    if (epoch.isEmpty()) {
      directory.rename(NAME, DAMAGED);
      directory.sync();
    }
    return new Kept(epoch.orElse(0), epoch.isEmpty());
  }

  /** Nothing when it cannot be read: a file that the disk has lost is as bad as a damaged one. */
  private static String content(Directory directory) {
    try (OpenFile file = directory.openForRead(NAME)) {
      return new String(file.readAll(LARGEST), StandardCharsets.ISO_8859_1);
    } catch (ErrnoException unreadable) {
      return "";
    }
  }

  @Override
  public void write(long epoch) throws HostException {
    byte[] line = line(epoch).getBytes(StandardCharsets.US_ASCII);
    directory.use(
        open -> {
          removeIfThere(open, FRESH);
          try (OpenFile file = open.create(FRESH)) {
            file.writeAll(line);
            file.sync();
          } catch (ErrnoException e) {
            removeIfThere(open, FRESH);
            throw e;
          }
          open.rename(FRESH, NAME);
          open.sync();
          return epoch;
        });
  }

  private static OptionalLong parse(String text) {
    Matcher parts = LINE.matcher(text);
    if (!parts.matches()) {
      return OptionalLong.empty();
    }
    try {
      long epoch = Long.parseLong(parts.group(1));
      return text.equals(line(epoch)) ? OptionalLong.of(epoch) : OptionalLong.empty();
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }

  private static String line(long epoch) {
    CRC32 checksum = new CRC32();
    checksum.update(Long.toString(epoch).getBytes(StandardCharsets.US_ASCII));
    return "%d %08x\n".formatted(epoch, checksum.getValue());
  }

  private static void removeIfThere(Directory directory, String name) throws ErrnoException {
    if (directory.has(name)) {
      directory.remove(name);
    }
  }
}
