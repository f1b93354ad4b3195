package io.keelson.testing.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The machine's own Chromium, driven by what {@code make/browser} installs. */
public final class Chromium implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;
  private final Path home;

  private Chromium(Playwright playwright, Browser browser, Path home) {
    this.playwright = playwright;
    this.browser = browser;
    this.home = home;
  }

  /**
   * Starts it without a window.
   *
   * @param checkout the root of the project
   */
  public static Chromium start(Path checkout) {
    Path home = checkout.resolve("target/browser");
    if (!Files.exists(home.resolve("package/cli.js")) || !Files.exists(PROGRAM)) {
      throw new IllegalStateException(
          "browser tests need Debian's chromium and what make/browser installs");
    }
    System.setProperty("playwright.cli.dir", home.toAbsolutePath().toString());
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        node(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    // As root, Chromium has no sandbox of its own.
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")));
    return new Chromium(playwright, browser, home);
  }

  private static String node() {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      Path node = Path.of(directory, "node");
      if (Files.isExecutable(node)) {
        return node.toString();
      }
    }
    throw new IllegalStateException("browser tests need node");
  }

  /**
   * A browser of somebody who has never been here.
   *
   * @param pictures where it leaves them
   */
  public Tab open(Sight sight, String address, Path pictures) {
    return new Tab(
        browser.newContext(
            new Browser.NewContextOptions()
                .setIgnoreHTTPSErrors(true)
                .setViewportSize(sight.width(), sight.height())
                .setIsMobile(sight.width() < 600)
                .setHasTouch(sight.width() < 600)
                .setColorScheme(sight.dark() ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setLocale(sight.language())
                .setAcceptDownloads(true)),
        sight,
        address,
        pictures,
        home.resolve("node_modules/axe-core/axe.min.js"));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
