package io.keelson.agent.record;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.keelson.agent.plan.FileImage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a key was before any owner touched it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Before.Sysctl.class, name = "sysctl"),
  @JsonSubTypes.Type(value = Before.Hostname.class, name = "hostname"),
  @JsonSubTypes.Type(value = Before.File.class, name = "file"),
  @JsonSubTypes.Type(value = Before.Unknown.class, name = "unknown")
})
public sealed interface Before {

  /**
   * A kernel parameter.
   *
   * @param line its value in our own file of sysctl.d; null when it had none
   * @param beside what the keys had that the kernel changes with it; null in a record of an earlier
   *     version
   */
  record Sysctl(String value, @Nullable String line, @Nullable Map<String, String> beside)
      implements Before {

    public Sysctl {
      beside = beside == null ? Map.of() : Map.copyOf(beside);
    }

    @Override
    public Map<String, String> beside() {
      return Objects.requireNonNull(beside);
    }
  }

  /**
   * The node's name.
   *
   * @param name the kernel's
   * @param file /etc/hostname; null when there was none
   */
  record Hostname(String name, @Nullable FileImage file) implements Before {}

  /**
   * A file.
   *
   * @param image null when there was none
   * @param made directories above it that were made for this file or another, the topmost first;
   *     null in a record of an earlier version
   */
  record File(@Nullable FileImage image, @Nullable List<String> made) implements Before {

    public File {
      made = made == null ? List.of() : List.copyOf(made);
    }

    @Override
    public List<String> made() {
      return Objects.requireNonNull(made);
    }
  }

  /** An earlier record, which knew it, is lost. */
  record Unknown() implements Before {}

  /** The file whose bytes are needed to give it back; null when there is none. */
  default @Nullable FileImage image() {
    return switch (this) {
      case Hostname hostname -> hostname.file();
      case File file -> file.image;
      case Sysctl sysctl -> null;
      case Unknown unknown -> null;
    };
  }
}
