package io.keelson.setting;

import static io.keelson.problem.ProblemCode.MODE_FORBIDDEN;

import io.keelson.problem.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file's permission bits, written as four octal digits. Set-uid, set-gid, sticky and
 * world-writable are refused.
 *
 * @param bits 0 to 0775, without the bits refused
 */
public record FileMode(int bits) {

  /** What a file gets when nothing is said: 0644. */
  public static final FileMode DEFAULT = new FileMode(0644);

  private static final Pattern FOUR_OCTAL_DIGITS = Pattern.compile("[0-7]{4}");
  private static final int ALLOWED = 0775;

  public FileMode {
    if ((bits & ~ALLOWED) != 0) {
      throw new IllegalArgumentException("not an allowed mode: " + Integer.toOctalString(bits));
    }
  }

  /** The mode as it is written: four octal digits. */
  public String text() {
    return String.format("%04o", bits);
  }

  /** The mode of a text that {@link #check} has nothing against. */
  public static FileMode parse(String text) {
    return new FileMode(Integer.parseInt(text, 8));
  }

  /** What is wrong with a mode, if anything. */
  public static Optional<Problem> check(String field, String path, String text) {
    if (!FOUR_OCTAL_DIGITS.matcher(text).matches()) {
      return refused(field, path, text, "is not four octal digits: write it like \"0644\"");
    }
    if ((Integer.parseInt(text, 8) & ~ALLOWED) != 0) {
      return refused(
          field, path, text, "is set-uid, set-gid, sticky or world-writable: at most \"0775\"");
    }
    return Optional.empty();
  }

  private static Optional<Problem> refused(String field, String path, String text, String why) {
    return Optional.of(
        new Problem(
            MODE_FORBIDDEN,
            field,
            path,
            path + ": Mode \"" + Problem.printable(text) + "\" " + why));
  }
}
