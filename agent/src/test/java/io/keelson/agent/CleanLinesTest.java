package io.keelson.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CleanLinesTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream before = System.out;

  @BeforeEach
  void takeOutput() {
    System.setOut(new CleanLines(new PrintStream(written, true, StandardCharsets.UTF_8)));
  }

  @AfterEach
  void giveItBack() {
    System.setOut(before);
  }

  @Test
  void whatAMessageQuotesCannotEndItsLine() {
    LoggerFactory.getLogger("a.Name").info("asked for {}", "ü\r\nforged \u001b[31m");

    assertThat(text())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ \\[\\S+] INFO Name - "
                + "asked for ü  forged  \\[31m\\R");
  }

  @ParameterizedTest
  @ValueSource(chars = {0, '\b', 0x0b, '\f', 0x7f, 0x80, 0x85, 0x90, 0x9b, 0x9d, 0x9f, 0x2028})
  void noControlCharacterGetsThrough(char control) {
    LoggerFactory.getLogger("a.Name").info("asked for {}", "a" + control + "b\tc");

    assertThat(text()).contains("asked for a b\tc");
  }

  @Test
  void aStackTraceKeepsItsLines() {
    LoggerFactory.getLogger("a.Name").error("failed", new IllegalStateException("why"));

    assertThat(text().lines().count()).isGreaterThan(2);
  }

  @Test
  void librariesSayOnlyWhatIsWrong() {
    LoggerFactory.getLogger("org.eclipse.jetty.server.Server").info("started");
    LoggerFactory.getLogger("io.javalin.Javalin").info("started");
    LoggerFactory.getLogger("org.eclipse.jetty.server.Server").warn("a fault");

    assertThat(text()).doesNotContain("started").contains("a fault");
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
