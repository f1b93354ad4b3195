package io.keelson.setting.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysctlTableTest {

  private static final Path PAGE = Path.of("../docs/sysctls.md");
  private static final SysctlTable TABLE = SysctlTable.KNOWN;

  static Stream<String> names() {
    return TABLE.rows().stream()
        .flatMap(row -> row.keys().stream())
        .map(key -> key.text().replace("*", "eth0"));
  }

  @Test
  void isThePageThatPeopleRead() throws IOException {
    try (InputStream packed = SysctlTable.class.getResourceAsStream("sysctls.md")) {
      assertThat(packed).hasContent(Files.readString(PAGE));
    }
    long lines = Files.readAllLines(PAGE).stream().filter(line -> line.contains("| `")).count();
    assertThat(TABLE.rows().size() + TABLE.together().size()).isEqualTo((int) lines);
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasOneRowForAKey(String name) {
    assertThat(TABLE.rows().stream().flatMap(row -> row.keys().stream()))
        .filteredOn(key -> key.matches(name))
        .hasSize(1);
    assertThat(TABLE.row(name)).isPresent();
  }

  @Test
  void nothingIsSaidOfOtherKeys() {
    assertThat(TABLE.row("net.ipv4.no_such_key")).isEmpty();
    assertThat(TABLE.row("net.ipv4.conf.*")).isEmpty();
    assertThat(TABLE.guard("vm.no_such_key", "1")).isEmpty();
  }

  @Test
  void saysOnThePageWhereEachSourceIs() throws IOException {
    String page = Files.readString(PAGE);
    String sources = page.substring(page.indexOf("## Sources"));
    Set<String> documents =
        Stream.concat(
                TABLE.rows().stream().map(SysctlRow::source),
                TABLE.together().stream().map(KeysTogether::source))
            .map(source -> source.split(", ")[0])
            .filter(source -> source.matches("[a-z_-]+\\.rst"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documents)
        .isNotEmpty()
        .allSatisfy(
            document ->
                assertThat(sources).contains(document.replaceAll("^sched-.*", "sched-….rst")));
  }

  @Test
  void keysThatGoTogetherAreKnownNumbers() {
    assertThat(TABLE.together())
        .hasSizeGreaterThan(3)
        .flatMap(KeysTogether::keys)
        .allSatisfy(
            key ->
                assertThat(TABLE.row(key).orElseThrow().form())
                    .isInstanceOfSatisfying(
                        ValueForm.Numbers.class, form -> assertThat(form.each()).hasSize(1)));
  }

  @Test
  void knowsWhichKeysComeInPairs() {
    assertThat(TABLE.counterpart("vm.dirty_bytes")).contains("vm.dirty_ratio");
    assertThat(TABLE.counterpart("vm.overcommit_ratio")).contains("vm.overcommit_kbytes");
    assertThat(TABLE.counterpart("net.ipv4.neigh.default.gc_thresh1")).isEmpty();
    assertThat(TABLE.counterpart("vm.swappiness")).isEmpty();
  }

  @Test
  void readsEveryWordOfThePage() {
    SysctlRow row =
        TableReader.read(
                "| `a.b`, `a.*.c` | 2 × -1 to int, rising | at least 50 % of memory, in huge pages | never below 2; irreversible if 3 | because | x.rst |")
            .rows()
            .getFirst();
    NumberRange range = new NumberRange(BigInteger.ONE.negate(), new BigInteger("2147483647"));
    assertThat(row)
        .isEqualTo(
            new SysctlRow(
                List.of(new KeyPattern("a.b"), new KeyPattern("a.*.c")),
                new ValueForm.Numbers(List.of(range, range), true),
                new MemoryShare(MemoryShare.Bound.AT_LEAST, 50, MemoryShare.Unit.HUGE_PAGES),
                List.of(
                    new Guard(Tier.NEVER, new Guard.Values.Below(BigInteger.TWO), "because"),
                    new Guard(
                        Tier.IRREVERSIBLE,
                        new Guard.Values.Only("3"),
                        "cannot be taken back before the next boot")),
                "because",
                "x.rst"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "| `a.b` | 1 to 2 | | | x.rst |",
        "| `a.b` | 1 to 2 | | | | |",
        "| `a.b` | 2 to 1 | | | | x.rst |",
        "| `a.b` | some | | | | x.rst |",
        "| `a.b` | 1 to many | | | | x.rst |",
        "| `a.b` | | | | | x.rst |",
        "| `a.b`, a.c | 1 to 2 | | | | x.rst |",
        "| `a.b*` | 1 to 2 | | | | x.rst |",
        "| `a.b` | 1 to 2 | half of memory | | | x.rst |",
        "| `a.b` | 1 to 2 | at most 5 % of memory, in stones | | | x.rst |",
        "| `a.b` | 1 to 2 | | sometimes | why | x.rst |",
        "| `a.b` | 1 to 2 | | never below two | why | x.rst |",
        "| `a.b` | 1 to 2 | | by name | | x.rst |",
        "| `a.b`, `a.c` | falling | why | x.rst |"
      })
  void refusesARowThatIsUnclear(String row) {
    assertThatIllegalArgumentException().isThrownBy(() -> TableReader.read(row));
  }
}
