package io.keelson.testing.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One person's browser: what they do, and what they see. */
public final class Tab implements AutoCloseable {

  /** What a busy machine may need. */
  private static final double PATIENCE = 60_000;

  private final BrowserContext context;
  private final Page page;
  private final Sight sight;
  private final String address;
  private final Path pictures;
  private final Path axe;
  private final List<String> complaints = new ArrayList<>();

  Tab(BrowserContext context, Sight sight, String address, Path pictures, Path axe) {
    this.context = context;
    this.sight = sight;
    this.address = address;
    this.pictures = pictures;
    this.axe = axe;
    context.setDefaultTimeout(PATIENCE);
    page = context.newPage();
    page.onPageError(error -> complaints.add("error: " + error));
    page.onConsoleMessage(
        message -> {
          // A page that is refused says so by its status, which the browser repeats here.
          boolean isStatus = message.text().startsWith("Failed to load resource");
          // A stream of events that is cut, when a page is left or the server ends, is logged so.
          boolean isStream = message.text().equals("[object Event]");
          if (message.type().equals("error") && !isStatus && !isStream) {
            complaints.add(message.text() + " at " + message.location());
          }
        });
  }

  /** Goes to a path of the console. */
  public Tab at(String path) {
    page.navigate(address + path);
    return this;
  }

  /** Writes into the field with this id. */
  public Tab fill(String id, String text) {
    page.locator("#" + id).fill(text);
    return this;
  }

  /** Chooses an entry of a list. */
  public Tab choose(String id, String value) {
    page.locator("#" + id).selectOption(value);
    return this;
  }

  /** Presses what the selector finds. */
  public Tab press(String selector) {
    page.locator(selector).first().click();
    return this;
  }

  /** Waits until the text stands somewhere in what the selector finds. */
  public Tab sees(String selector, String text) {
    assertThat(page.locator(selector).first())
        .containsText(text, new ContainsTextOptions().setTimeout(PATIENCE));
    return this;
  }

  /** Waits until there is such an element. */
  public Tab sees(String selector) {
    page.locator(selector).first().waitFor();
    return this;
  }

  /** Waits until the address is this path, whatever its query. */
  public Tab arrivesAt(String path) {
    page.waitForURL(url -> url.split("\\?", 2)[0].equals(address + path));
    return this;
  }

  /** The text of what the selector finds. */
  public String text(String selector) {
    return page.locator(selector).first().innerText();
  }

  /** What Playwright itself knows of the page. */
  public Page page() {
    return page;
  }

  /** The elements that the selector finds. */
  public Locator all(String selector) {
    return page.locator(selector);
  }

  /** Leaves a picture of the whole page. */
  public Tab picture(String name) {
    try {
      Files.createDirectories(pictures);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(pictures.resolve(name + "-" + sight.name() + ".png"))
            .setFullPage(true));
    return this;
  }

  /** What the browser complained of: broken scripts, what the Content-Security-Policy stopped. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** What a person who does not see, or uses no mouse, cannot use here (WCAG 2.1 A and AA). */
  public List<String> barriers() {
    page.evaluate(read(axe));
    @SuppressWarnings("unchecked")
    List<String> found =
        (List<String>)
            page.evaluate(
                """
                async () => (await axe.run(document, {
                  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
                })).violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary))
                """);
    return found;
  }

  /** Whether something stands out beyond the width of the screen. */
  public boolean isTooWide() {
    return (Boolean)
        page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth + 1");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
