package io.keelson.agent.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.keelson.agent.plan.FileImage;
import io.keelson.agent.plan.FileState;
import io.keelson.wire.Owner;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change that has begun, and how it is taken back. It has happened once its number is in the
 * record.
 *
 * @param owner for whom; null when nobody asked for it, or an earlier version wrote it
 * @param undos in the order of the steps
 */
public record Journal(long transaction, @Nullable Owner owner, List<Undo> undos) {

  public Journal {
    undos = List.copyOf(undos);
  }

  /** How one step of a change is taken back. Doing it twice is doing it once. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Undo.Sysctl.class, name = "sysctl"),
    @JsonSubTypes.Type(value = Undo.File.class, name = "file"),
    @JsonSubTypes.Type(value = Undo.Directory.class, name = "directory"),
    @JsonSubTypes.Type(value = Undo.MadeDirectory.class, name = "made"),
    @JsonSubTypes.Type(value = Undo.LeftDirectory.class, name = "left")
  })
  public sealed interface Undo {

    /**
     * A kernel parameter gets its value again; the node's name is one of them.
     *
     * @param now what the change makes of it; null when the kernel changes it beside another, and
     *     in a journal of an earlier version
     */
    record Sysctl(String key, String was, @Nullable String now) implements Undo {}

    /**
     * A file is as it was.
     *
     * @param root the allowed directory above it
     * @param was null when there was none
     * @param bytes of the file as it was; null when they are kept as an image, or there was none
     * @param now what the change makes of it; null when it removes it
     */
    record File(
        String path,
        String root,
        @Nullable FileImage was,
        byte @Nullable [] bytes,
        @Nullable FileState now)
        implements Undo {

      /** The same with the extended attributes that the file had. */
      public File with(Map<String, String> attributes) {
        FileImage image = was == null ? null : new FileImage(was.state(), attributes);
        return new File(path, root, image, bytes, now);
      }

      /** The same with the bytes that the file had. */
      public File with(byte[] inline) {
        return new File(path, root, was, inline, now);
      }
    }

    /** The directory /etc/sysctl.d, which was not there, goes. */
    record Directory() implements Undo {}

    /** A directory that was made for a file goes again, if it is empty. */
    record MadeDirectory(String path) implements Undo {}

    /**
     * Nothing is to be taken back: once the change has happened, this directory, which was made for
     * files, goes if it is empty.
     *
     * @param identity of the directory that was there; null when an earlier version wrote this
     */
    record LeftDirectory(String path, @Nullable String identity) implements Undo {}
  }
}
