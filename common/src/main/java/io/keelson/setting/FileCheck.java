package io.keelson.setting;

import static io.keelson.problem.ProblemCode.CONTENT_INVALID;
import static io.keelson.problem.ProblemCode.CONTENT_TOO_LARGE;
import static io.keelson.problem.ProblemCode.ENSURE_INVALID;
import static io.keelson.problem.ProblemCode.FIELD_NOT_APPLICABLE;
import static io.keelson.problem.ProblemCode.OWNER_INVALID;
import static io.keelson.problem.ProblemCode.PATH_INVALID;

import io.keelson.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The check of a file's parameter, whose key is already good. */
final class FileCheck {

  private static final long LARGEST_ID = 4_294_967_294L;

  private FileCheck() {}

  /** The file, or nothing and its problems added to the list. */
  static List<Setting> of(String field, Parameter parameter, List<Problem> problems) {
    String ensure = parameter.ensure() == null ? "Present" : parameter.ensure();
    return switch (ensure) {
      case "Present" -> present(field, parameter, problems);
      case "Absent" -> absent(field, parameter, problems);
      default -> {
        problems.add(
            new Problem(
                ENSURE_INVALID,
                field + ".ensure",
                parameter.key(),
                parameter.key()
                    + " has Ensure \""
                    + Problem.printable(ensure)
                    + "\": use Present or Absent"));
        yield List.of();
      }
    };
  }

  /** What says how a file shall be says nothing of one that shall not be there. */
  private static List<Setting> absent(String field, Parameter parameter, List<Problem> problems) {
    boolean alone =
        Stream.of(
                parameter.value(),
                parameter.mode(),
                parameter.owner(),
                parameter.group(),
                parameter.encoding())
            .allMatch(Objects::isNull);
    if (alone) {
      return List.of(new AbsentFile(new FilePath(parameter.key())));
    }
    problems.add(
        new Problem(
            FIELD_NOT_APPLICABLE,
            field,
            parameter.key(),
            parameter.key()
                + ": with Ensure Absent the file is removed: leave out Value, Mode, Owner, Group and Encoding"));
    return List.of();
  }

  private static List<Setting> present(String field, Parameter parameter, List<Problem> problems) {
    String path = parameter.key();
    List<Problem> found = new ArrayList<>();
    if (parameter.mode() != null) {
      FileMode.check(field + ".mode", path, parameter.mode()).ifPresent(found::add);
    }
    checkId(field + ".owner", path, "Owner", parameter.owner()).ifPresent(found::add);
    checkId(field + ".group", path, "Group", parameter.group()).ifPresent(found::add);
    Optional<Content> content = content(field, parameter, found);
    problems.addAll(found);
    if (!found.isEmpty() || content.isEmpty()) {
      return List.of();
    }
    FileMode mode = parameter.mode() == null ? FileMode.DEFAULT : FileMode.parse(parameter.mode());
    return List.of(
        new ManagedFile(
            new FilePath(path), content.get(), mode, id(parameter.owner()), id(parameter.group())));
  }

  private static OptionalLong id(@Nullable Long id) {
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  private static Optional<Problem> checkId(
      String field, String path, String name, @Nullable Long id) {
    if (id == null || (id >= 0 && id <= LARGEST_ID)) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            OWNER_INVALID,
            field,
            path,
            path + ": " + name + " " + id + " is not an id: use 0 to " + LARGEST_ID));
  }

  private static Optional<Content> content(String field, Parameter parameter, List<Problem> found) {
    String path = parameter.key();
    String value = parameter.value();
    String encoding = parameter.encoding() == null ? "Text" : parameter.encoding();
    if (value == null) {
      found.add(
          invalid(
              field + ".value",
              path,
              "has no Value: give its content, \"\" for an empty file, or Ensure Absent"));
      return Optional.empty();
    }
    Optional<byte[]> bytes =
        switch (encoding) {
          case "Text" -> utf8(value);
          case "Base64" -> base64(value);
          default -> {
            found.add(
                invalid(
                    field + ".encoding",
                    path,
                    "has Encoding \"" + Problem.printable(encoding) + "\": use Text or Base64"));
            yield Optional.empty();
          }
        };
    if (bytes.isEmpty() && found.stream().noneMatch(p -> p.code().equals(CONTENT_INVALID))) {
      found.add(
          invalid(
              field + ".value",
              path,
              "has a Value that is not "
                  + (encoding.equals("Text") ? "valid Unicode" : "base64 of RFC 4648")));
    }
    return bytes.flatMap(given -> withinLimit(field, path, given, found));
  }

  private static Optional<Content> withinLimit(
      String field, String path, byte[] bytes, List<Problem> found) {
    if (bytes.length > Content.LARGEST) {
      found.add(
          new Problem(
              CONTENT_TOO_LARGE,
              field + ".value",
              path,
              path + " would hold " + bytes.length + " bytes: at most " + Content.LARGEST));
      return Optional.empty();
    }
    return Optional.of(Content.of(bytes));
  }

  /** Strict, because the default encoder would write a lone surrogate as a question mark. */
  private static Optional<byte[]> utf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return Optional.of(bytes);
    } catch (CharacterCodingException notUnicode) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.replace("\n", "")));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Problem invalid(String field, String path, String why) {
    return new Problem(CONTENT_INVALID, field, path, path + " " + why);
  }

  /** What is a file is no directory for another of the same call. */
  static List<Problem> checkTogether(List<Setting> settings) {
    Set<String> files = new HashSet<>();
    settings.forEach(setting -> files.add(setting.key()));
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      if (settings.get(i) instanceof FileSetting file) {
        String field = "parameters[" + i + "].key";
        file.path().above().stream()
            .filter(files::contains)
            .findFirst()
            .ifPresent(above -> problems.add(belowAFile(field, file.key(), above)));
      }
    }
    return problems;
  }

  private static Problem belowAFile(String field, String path, String above) {
    return new Problem(
        PATH_INVALID,
        field,
        path,
        path + " lies below " + above + ", which is a file here: keep one of them");
  }
}
