package io.keelson.agent.record;

import io.keelson.agent.record.Fence.Mark;
import io.keelson.setting.Sha256;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    Holdings holdingsOf() {
      return new Holdings(transaction, lost, Holdings.bySlot(entries), holdings, marks);
    }
  }

  static byte[] write(Kept kept) {
    byte[] body = Json.write(kept);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        "keelson-record %d %s\n"
            .formatted(VERSION, checksum(VERSION, body))
            .getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  static Read<Kept> read(byte[] bytes) {
    int end = indexOfLineEnd(bytes);
    Matcher line = LINE.matcher(new String(bytes, 0, Math.max(end, 0), StandardCharsets.US_ASCII));
    if (end < 0 || !line.matches()) {
      return new Read.Damaged<>();
    }
    long version = Long.parseLong(line.group(1));
    byte[] body = Arrays.copyOfRange(bytes, end + 1, bytes.length);
    if (!checksum(version, body).equals(line.group(2))) {
      return new Read.Damaged<>();
    }
    return version > VERSION ? new Read.Newer<>(version) : decode(body);
  }

  private static Read<Kept> decode(byte[] body) {
    return switch (Json.read(body, Kept.class)) {
      case Decoded.Value<Kept> decoded -> new Read.Good<>(decoded.value());
      case Decoded.Malformed<Kept> malformed -> new Read.Damaged<>();
    };
  }

  /** Of the version too: a flipped bit must not make a newer record of it. */
  static String checksum(long version, byte[] body) {
    byte[] first = (version + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, all, first.length, body.length);
    return Sha256.hex(all);
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
