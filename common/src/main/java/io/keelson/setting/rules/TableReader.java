package io.keelson.setting.rules;

import io.keelson.setting.rules.Guard.Values;
import io.keelson.setting.rules.KeysTogether.Rule;
import io.keelson.setting.rules.MemoryShare.Bound;
import io.keelson.setting.rules.MemoryShare.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the page: each line that begins with a key in backticks is a row of six cells or a rule of
 * four. The page explains the words. A row that cannot be read is a mistake of the programmer and
 * ends the program.
 */
final class TableReader {

  private static final String PAGE = "sysctls.md";

  private static final Map<String, String> CONSTANTS =
      Map.of(
          "int", "2147483647",
          "uint", "4294967295",
          "long", "9223372036854775807",
          "ulong", "18446744073709551615");

  private static final Pattern TIMES = Pattern.compile("(\\d+) × (.*)");
  private static final Pattern SHARE =
      Pattern.compile("(at least|at most) (\\d+) % of memory, in (.*)");
  private static final Pattern GUARD =
      Pattern.compile(
          "(never|secret|action|by name|by value|irreversible)(?: (below|unless|if) (-?\\d+))?");

  private static final String ONE_WAY = "cannot be taken back before the next boot";
  private static final String AGAIN = "is an action, not a state: it would be repeated for ever";
  private static final String PRIVATE = "is a secret of the node's network";

  private TableReader() {}

  static SysctlTable packed() {
    try (InputStream page = TableReader.class.getResourceAsStream(PAGE)) {
      if (page == null) {
        throw new IllegalStateException(PAGE + " is not in the program");
      }
      return read(new String(page.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SysctlTable read(String page) {
    List<SysctlRow> rows = new ArrayList<>();
    List<KeysTogether> together = new ArrayList<>();
    page.lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line -> {
              List<String> cells = cells(line);
              switch (cells.size()) {
                case 6 -> rows.add(row(cells));
                case 4 -> together.add(together(cells));
                default -> throw unclear(line);
              }
            });
    return new SysctlTable(rows, together);
  }

  private static List<String> cells(String line) {
    String[] parts = line.split("\\|", -1);
    return Arrays.stream(parts).skip(1).limit(parts.length - 2L).map(String::strip).toList();
  }

  private static SysctlRow row(List<String> cells) {
    String why = cells.get(4);
    return new SysctlRow(
        keys(cells.get(0)).map(KeyPattern::new).toList(),
        form(cells.get(1)),
        share(cells.get(2)),
        guards(cells.get(3), why),
        why,
        source(cells.get(5)));
  }

  private static KeysTogether together(List<String> cells) {
    return new KeysTogether(
        keys(cells.get(0)).toList(),
        one(Rule.values(), Rule::words, cells.get(1)),
        cells.get(2),
        source(cells.get(3)));
  }

  private static Stream<String> keys(String cell) {
    return Arrays.stream(cell.split(", ", -1))
        .map(
            key -> {
              if (!key.matches("`[^`]+`")) {
                throw unclear(cell);
              }
              return key.substring(1, key.length() - 1);
            });
  }

  private static String source(String cell) {
    if (cell.isEmpty()) {
      throw new IllegalArgumentException("a row without a source");
    }
    return cell;
  }

  private static ValueForm form(String cell) {
    return switch (cell) {
      case "any" -> new ValueForm.Anything();
      case "word" -> new ValueForm.Words(false);
      case "words" -> new ValueForm.Words(true);
      default ->
          cell.startsWith("list of ")
              ? new ValueForm.Listing(range(cell.substring("list of ".length())))
              : numbers(cell);
    };
  }

  private static ValueForm numbers(String cell) {
    boolean rising = cell.endsWith(", rising");
    String ranges = rising ? cell.substring(0, cell.length() - ", rising".length()) : cell;
    Matcher times = TIMES.matcher(ranges);
    return new ValueForm.Numbers(
        times.matches()
            ? Collections.nCopies(Integer.parseInt(times.group(1)), range(times.group(2)))
            : Arrays.stream(ranges.split("; ", -1)).map(TableReader::range).toList(),
        rising);
  }

  private static NumberRange range(String text) {
    String[] ends = text.split(" to ", -1);
    return new NumberRange(number(ends[0]), number(ends[ends.length - 1]));
  }

  private static BigInteger number(String text) {
    return new BigInteger(CONSTANTS.getOrDefault(text, text));
  }

  private static @Nullable MemoryShare share(String cell) {
    if (cell.isEmpty()) {
      return null;
    }
    Matcher share = SHARE.matcher(cell);
    if (!share.matches()) {
      throw unclear(cell);
    }
    return new MemoryShare(
        one(Bound.values(), Bound::words, share.group(1)),
        Integer.parseInt(share.group(2)),
        one(Unit.values(), Unit::words, share.group(3)));
  }

  private static List<Guard> guards(String cell, String why) {
    return cell.isEmpty()
        ? List.of()
        : Arrays.stream(cell.split("; ", -1)).map(text -> guard(text, why)).toList();
  }

  private static Guard guard(String text, String why) {
    Matcher guard = GUARD.matcher(text);
    if (!guard.matches()) {
      throw unclear(text);
    }
    Tier tier = one(Tier.values(), Tier::word, guard.group(1));
    return new Guard(tier, values(guard), reason(tier, why));
  }

  private static Values values(Matcher guard) {
    return switch (Optional.ofNullable(guard.group(2)).orElse("")) {
      case "below" -> new Values.Below(new BigInteger(guard.group(3)));
      case "unless" -> new Values.Unless(guard.group(3));
      case "if" -> new Values.Only(guard.group(3));
      default -> new Values.All();
    };
  }

  private static String reason(Tier tier, String why) {
    String reason =
        switch (tier) {
          case IRREVERSIBLE -> ONE_WAY;
          case ACTION -> AGAIN;
          case SECRET -> PRIVATE;
          case NEVER, BY_NAME, BY_VALUE -> why;
        };
    if (reason.isEmpty()) {
      throw new IllegalArgumentException(tier.word() + " without a reason");
    }
    return reason;
  }

  private static <T> T one(T[] all, Function<T, String> words, String text) {
    return Arrays.stream(all)
        .filter(each -> words.apply(each).equals(text))
        .findFirst()
        .orElseThrow(() -> unclear(text));
  }

  private static IllegalArgumentException unclear(String text) {
    return new IllegalArgumentException("the table of sysctls is unclear: " + text);
  }
}
