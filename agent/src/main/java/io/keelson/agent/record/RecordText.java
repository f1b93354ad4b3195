package io.keelson.agent.record;

import io.keelson.agent.record.Fence.Mark;
import io.keelson.setting.Sha256;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The record as a file: a line with the version and the checksum of what follows, then JSON. The
 * line is the same in all versions, so that an older agent can tell a newer record from a damaged
 * one.
 */
final class RecordText {

  /**
   * 2: extended attributes of files, and directories made for them. 3: what a sysctl changes beside
   * it. All earlier ones are read.
   */
  private static final int VERSION = 3;

  private static final Pattern LINE =
      Pattern.compile("keelson-record ([1-9][0-9]{0,8}) ([0-9a-f]{64})");

  private RecordText() {}

  /** What was found in one of our files. */
  sealed interface Read<T> {

    record Good<T>(T value) implements Read<T> {}

    /** A later version wrote it. */
    record Newer<T>(long version) implements Read<T> {}

    /** Its writing was interrupted, so nothing that depends on it has begun. */
    record Torn<T>() implements Read<T> {}

    /** It is not what was written. */
    record Damaged<T>() implements Read<T> {}
  }

  /**
   * What is in the file.
   *
   * @param machine whose record it is; empty when it does not say
   * @param boot under which all of it was found to be so, or made so; empty for none
   */
  record Kept(
      String machine,
      @Nullable String boot,
      long transaction,
      boolean lost,
      List<Entry> entries,
      List<Holding> holdings,
      List<Mark> marks) {

    static Kept of(String machine, String boot, Holdings from) {
      return new Kept(
          machine,
          boot,
          from.transaction(),
          from.lost(),
          List.copyOf(from.entries().values()),
          from.holdings(),
          from.marks());
    }

    /**
     * @param journalLost whether a journal could not be used
     */
    Holdings holdingsOf(boolean journalLost) {
      return new Holdings(
          transaction, lost, lost && journalLost, Holdings.bySlot(entries), holdings, marks);
    }
  }

  /** How long it is, without making it. */
  static long size(Kept kept) {
    Length length = new Length();
    writeTo(kept, length);
    return length.bytes;
  }

  /** Written twice, so that it is in memory once: first to know its length and its checksum. */
  static byte[] write(Kept kept) {
    Length length = new Length();
    MessageDigest digest = begun(VERSION);
    writeTo(kept, new DigestOutputStream(length, digest));
    byte[] line =
        "keelson-record %d %s\n"
            .formatted(VERSION, Sha256.hex(digest))
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(line.length + length.bytes).put(line);
    writeTo(kept, new Into(bytes));
    return bytes.array();
  }

  private static void writeTo(Kept kept, OutputStream stream) {
    try {
      Json.write(kept, stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only counts what passes. */
  private static final class Length extends OutputStream {

    private int bytes;

    @Override
    public void write(int each) {
      bytes++;
    }

    @Override
    public void write(byte[] written, int from, int count) {
      bytes += count;
    }
  }

  /** Fills a buffer of the right length. */
  private static final class Into extends OutputStream {

    private final ByteBuffer buffer;

    Into(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public void write(int each) {
      buffer.put((byte) each);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      buffer.put(bytes, from, length);
    }
  }

  static Read<Kept> read(byte[] bytes) {
    int end = indexOfLineEnd(bytes);
    Matcher line = LINE.matcher(new String(bytes, 0, Math.max(end, 0), StandardCharsets.US_ASCII));
    if (end < 0 || !line.matches()) {
      return new Read.Damaged<>();
    }
    long version = Long.parseLong(line.group(1));
    if (!checksum(version, bytes, end + 1).equals(line.group(2))) {
      return new Read.Damaged<>();
    }
    return version > VERSION ? new Read.Newer<>(version) : decode(bytes, end + 1);
  }

  private static Read<Kept> decode(byte[] bytes, int from) {
    return switch (Json.read(bytes, from, Kept.class)) {
      case Decoded.Value<Kept> decoded -> new Read.Good<>(decoded.value());
      case Decoded.Malformed<Kept> malformed -> new Read.Damaged<>();
    };
  }

  /**
   * Of what is from there to the end, and of the version: a flipped bit must not make a newer
   * record of it.
   */
  static String checksum(long version, byte[] bytes, int from) {
    MessageDigest digest = begun(version);
    digest.update(bytes, from, bytes.length - from);
    return Sha256.hex(digest);
  }

  private static MessageDigest begun(long version) {
    MessageDigest digest = Sha256.begin();
    digest.update((version + "\n").getBytes(StandardCharsets.US_ASCII));
    return digest;
  }

  static int indexOfLineEnd(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, 256); i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
