package io.keelson.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Both languages say everything. */
final class TextsTest {

  private static final Pattern PLACE = Pattern.compile("\\{[0-9]}");

  private final Texts english = Texts.in(Language.EN);
  private final Texts chinese = Texts.in(Language.ZH);

  @Test
  void bothLanguagesHaveEveryText() {
    // A language without a plural needs no text for one.
    assertThat(withoutOnes(chinese)).isEqualTo(withoutOnes(english));
  }

  @Test
  void bothLanguagesHaveTheSamePlaces() {
    for (String key : withoutOnes(english)) {
      assertThat(places(chinese, key)).as(key).isEqualTo(places(english, key));
    }
  }

  @Test
  void noTextIsEmptyAndChineseIsChinese() {
    for (String key : english.keys()) {
      assertThat(english.of(key)).as(key).isNotBlank();
      assertThat(english.of(key).codePoints().filter(Character::isIdeographic).count())
          .as(key)
          .isZero();
    }
    for (String key : chinese.keys()) {
      assertThat(chinese.of(key)).as(key).isNotBlank();
    }
  }

  @Test
  void everyTextThatATemplateNamesIsThere() throws IOException {
    Pattern named = Pattern.compile("frame\\.[tn]\\(\"(?<key>[a-z0-9.]*[a-z0-9])\"");
    try (Stream<Path> templates = Files.walk(Path.of("src/main/jte"))) {
      List<Path> files = templates.filter(file -> file.toString().endsWith(".jte")).toList();
      assertThat(files).isNotEmpty();
      for (Path file : files) {
        Matcher found = named.matcher(Files.readString(file));
        while (found.find()) {
          assertThat(english.has(found.group("key"))).as(file + " " + found.group("key")).isTrue();
        }
      }
    }
  }

  @Test
  void fillsPlacesAndCounts() {
    assertThat(english.of("error.code", "404")).isEqualTo("Code 404");
    assertThat(english.of("pager.page", 2, 1000)).isEqualTo("Page 2 of 1,000");
    assertThat(english.count("ago.minutes", 1)).isEqualTo("a minute ago");
    assertThat(english.count("ago.minutes", 2)).isEqualTo("2 minutes ago");
    assertThat(chinese.count("ago.minutes", 1)).isEqualTo("1 分钟前");
  }

  @Test
  void aValueIsNeverAPlaceItself() {
    assertThat(english.of("error.code", "{0} {1}")).isEqualTo("Code {0} {1}");
  }

  @Test
  void aTextThatIsMissingIsAMistakeOfTheProgram() {
    assertThatThrownBy(() -> english.of("no.such")).hasMessageContaining("no.such");
  }

  private static Set<String> withoutOnes(Texts texts) {
    Set<String> keys = new TreeSet<>(texts.keys());
    keys.removeIf(key -> key.endsWith(".one"));
    return keys;
  }

  private static Set<String> places(Texts texts, String key) {
    Set<String> places = new TreeSet<>();
    Matcher place = PLACE.matcher(texts.of(key));
    while (place.find()) {
      places.add(place.group());
    }
    return places;
  }
}
