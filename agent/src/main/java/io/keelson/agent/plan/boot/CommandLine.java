package io.keelson.agent.plan.boot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The kernel's command line (proc_cmdline(5)).
 *
 * @param words without the quotes that may stand around a value
 */
public record CommandLine(List<String> words) {

  /** Possessive: else the matcher's depth grows with a word's length, and some are signed URLs. */
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]++|\"[^\"]*+\"?)++");

  public CommandLine {
    words = List.copyOf(words);
  }

  public static CommandLine of(String text) {
    return new CommandLine(
        WORD.matcher(text).results().map(found -> found.group().replace("\"", "")).toList());
  }

  /** The value of an option; of the last one when it is there more than once. */
  Optional<String> value(String option) {
    return words.stream()
        .filter(word -> word.startsWith(option + "="))
        .map(word -> word.substring(option.length() + 1))
        .reduce((earlier, later) -> later);
  }
}
