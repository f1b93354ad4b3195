package io.keelson.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the codes, the document that explains them and the programs that use them together. */
class ProblemCodesTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z_]+)`");

  private static Set<String> codes() {
    return Arrays.stream(ProblemCode.class.getDeclaredFields())
        .map(Field::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyCodeSaysItsName() throws IllegalAccessException {
    for (String name : codes()) {
      assertThat(fieldValue(name)).isEqualTo(name);
    }
  }

  private static Object fieldValue(String name) throws IllegalAccessException {
    try {
      return ProblemCode.class.getField(name).get(null);
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyCodeIsInTheDocumentAndNoOther() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/api.md"))) {
      if (line.startsWith("| `")) {
        Matcher code = CODE.matcher(line.substring(0, line.indexOf('|', 1)));
        while (code.find()) {
          documented.add(code.group(1));
        }
      }
    }
    documented.remove("POST");
    assertThat(documented).isEqualTo(codes());
  }

  @Test
  void everyCodeIsUsedByAProgram() throws IOException {
    Set<String> unused = codes();
    for (String module : new String[] {"common", "agent", "controller"}) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          if (!file.endsWith("ProblemCode.java")) {
            // A word in an import alone is no use.
            String text = Files.readString(file).replaceAll("(?m)^import .*$", "");
            unused.removeIf(code -> Pattern.compile("\\b" + code + "\\b").matcher(text).find());
          }
        }
      }
    }
    assertThat(unused).isEmpty();
  }
}
