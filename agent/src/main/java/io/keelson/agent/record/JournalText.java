package io.keelson.agent.record;

import io.keelson.agent.record.RecordText.Read;
import io.keelson.wire.Decoded;
import io.keelson.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The journal as a file, which is written over in place: a line with a word that says whether the
 * change is over, the version, length and checksum of what follows, then JSON. A file that is
 * shorter than it says, or holds bytes that were never written, was not written to its end; since
 * no step is made before it is, nothing has to be taken back then.
 */
final class JournalText {

  /** Written over the first word when a change is over. */
  static final byte[] ENDED = "ended".getBytes(StandardCharsets.US_ASCII);

  /**
   * 2: extended attributes of files, and directories made for them. 3: for whom, which directory it
   * is that goes, and what a change makes of a sysctl. All earlier ones are read.
   */
  private static final int VERSION = 3;

  private static final Pattern LINE =
      Pattern.compile(
          "(begun|ended) keelson-journal ([1-9][0-9]{0,8}) ([0-9]{1,9}) ([0-9a-f]{64})");

  private JournalText() {}

  /** A journal, and whether its change is over. */
  record Found(Journal journal, boolean ended) {}

  static byte[] write(Journal journal) {
    byte[] body = Json.write(journal);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        "begun keelson-journal %d %d %s\n"
            .formatted(VERSION, body.length, RecordText.checksum(VERSION, body, 0))
            .getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  static Read<Found> read(byte[] bytes) {
    int end = RecordText.indexOfLineEnd(bytes);
    if (bytes.length == 0 || hasUnwritten(bytes)) {
      return new Read.Torn<>();
    }
    if (end < 0) {
      return bytes.length < 256 ? new Read.Torn<>() : new Read.Damaged<>();
    }
    Matcher line = LINE.matcher(new String(bytes, 0, end, StandardCharsets.US_ASCII));
    if (!line.matches()) {
      return new Read.Damaged<>();
    }
    byte[] body = Arrays.copyOfRange(bytes, end + 1, bytes.length);
    if (body.length < Integer.parseInt(line.group(3))) {
      return new Read.Torn<>();
    }
    long version = Long.parseLong(line.group(2));
    if (!RecordText.checksum(version, body, 0).equals(line.group(4))) {
      return new Read.Damaged<>();
    }
    return version > VERSION ? new Read.Newer<>(version) : decode(body, line.group(1));
  }

  private static Read<Found> decode(byte[] body, String word) {
    return switch (Json.read(body, Journal.class)) {
      case Decoded.Value<Journal> decoded ->
          new Read.Good<>(new Found(decoded.value(), word.equals("ended")));
      case Decoded.Malformed<Journal> malformed -> new Read.Damaged<>();
    };
  }

  /** The file system gave it its length and not its bytes. JSON has no zero bytes. */
  private static boolean hasUnwritten(byte[] bytes) {
    for (byte each : bytes) {
      if (each == 0) {
        return true;
      }
    }
    return false;
  }
}
