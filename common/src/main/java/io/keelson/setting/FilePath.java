package io.keelson.setting;

import static io.keelson.problem.ProblemCode.PATH_INVALID;

import io.keelson.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An absolute path below the host's root, as a list of plain names. Nothing is normalised or
 * decoded: {@code .}, {@code ..}, a double or trailing slash and every character outside a small
 * ASCII set are refused, so one file has one spelling.
 */
public record FilePath(String text) {

  private static final int LONGEST = 1024;
  private static final int LONGEST_NAME = 255;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+=:,-]+");

  public FilePath {
    if (check("", text).isPresent()) {
      throw new IllegalArgumentException("not a file path: " + Problem.printable(text));
    }
  }

  /** The names from the root down; the last one is the file's. */
  public List<String> names() {
    return List.of(text.substring(1).split("/", -1));
  }

  /** True when the file lies somewhere below this directory. */
  public boolean isBelow(FilePath directory) {
    return text.startsWith(directory.text + "/");
  }

  /** The paths of the directories above it, the topmost first. */
  public List<String> above() {
    List<String> above = new ArrayList<>();
    for (int end = text.indexOf('/', 1); end > 0; end = text.indexOf('/', end + 1)) {
      above.add(text.substring(0, end));
    }
    return above;
  }

  /** What is wrong with a path, if anything. */
  public static Optional<Problem> check(String field, String text) {
    if (!text.startsWith("/") || text.length() < 2) {
      return refused(
          field,
          text,
          "is not an absolute path of a file: write it from the root, such as /etc/docker/daemon.json");
    }
    if (text.length() > LONGEST) {
      return refused(field, text, "is " + text.length() + " characters long: at most " + LONGEST);
    }
    for (String name : text.substring(1).split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return refused(
            field,
            text,
            "must not contain \"//\", \".\", \"..\" or end with a slash: write the plain path");
      }
      if (name.length() > LONGEST_NAME) {
        return refused(field, text, "has a name of more than " + LONGEST_NAME + " characters");
      }
      if (!NAME.matcher(name).matches()) {
        return refused(
            field, text, "has a character that is not allowed: use A-Z a-z 0-9 . _ @ + = : , -");
      }
    }
    return Optional.empty();
  }

  private static Optional<Problem> refused(String field, String text, String why) {
    return Optional.of(
        new Problem(PATH_INVALID, field, text, "\"" + Problem.printable(text) + "\" " + why));
  }
}
