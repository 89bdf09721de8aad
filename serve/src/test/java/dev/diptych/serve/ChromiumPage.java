package dev.diptych.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The system's Chromium, with one page whose messages and requests are recorded.
final class ChromiumPage implements AutoCloseable {

    private static final double TIMEOUT = 60_000; // milliseconds
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> problems = new ArrayList<>();

    private ChromiumPage(Path chromium) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /// Starts Chromium; the test is skipped, visibly, where there is none.
    static ChromiumPage start() {
        Optional<Path> chromium = PLACES.stream().filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(chromium.isPresent(), "skipped: there is no Chromium in /usr/bin; install chromium");
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT);
        return new ChromiumPage(chromium.orElseThrow());
    }

    /// Opens a page of the server.
    ///
    /// @param language such as `en-GB` or `zh-CN`
    Page open(TestServer server, String path, int width, String language, boolean dark) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, width < 600 ? 844 : 900)
                .setLocale(language)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
        Page page = context.newPage();
        page.setDefaultTimeout(TIMEOUT);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                problems.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> problems.add("error: " + error));
        page.onRequest(request -> {
            boolean own = Stream.of(server.address(), "data:", "blob:")
                    .anyMatch(start -> request.url().startsWith(start));
            if (!own) {
                problems.add("request to " + request.url());
            }
        });
        page.navigate(server.address() + path);
        return page;
    }

    /// Checks that there was no error, no violation of the policy and no request to another host.
    void requireNoProblems() {
        assertEquals(List.of(), problems);
    }

    /// Checks the page with axe; moderate findings are permitted.
    static void requireAccessible(Page page) {
        List<String> serious = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(rule -> rule.getId() + ": "
                                + rule.getNodes().stream()
                                        .limit(3)
                                        .map(node -> node.getHtml())
                                        .toList())
                        .toList();
        assertEquals(List.of(), serious);
    }

    /// Fails if the frame of an image on the screen cuts it off.
    static void requireCompleteImages(Page page) {
        Object cut = page.evaluate("""
                async () => {
                  const box = element => element.getBoundingClientRect();
                  const images = [...document.querySelectorAll('.frame img')]
                      .filter(image => image.checkVisibility() && box(image).top < innerHeight);
                  await Promise.all(images.map(image => image.decode().catch(() => {}))); // some are missing
                  return images
                      .map(image => [box(image), box(image.parentElement), image.src])
                      .filter(([inner, outer]) => inner.height > outer.height + 1 || inner.width > outer.width + 1)
                      .map(([inner, outer, source]) => `${source}: ${inner.height} of ${outer.height} pixels`);
                }""");
        assertEquals(List.of(), cut);
    }

    /// Checks that the page does not scroll sideways.
    static void requireNoOverflow(Page page) {
        Object width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(0, ((Number) width).intValue(), "pixels of overflow");
    }

    /// Writes a screenshot to the directory of the property `diptych.screenshots`, if it is set.
    static void screenshot(Page page, String name) {
        String folder = System.getProperty("diptych.screenshots");
        if (folder != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
