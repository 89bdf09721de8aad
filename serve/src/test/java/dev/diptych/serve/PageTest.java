package dev.diptych.serve;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import dev.diptych.model.checkpoint.CalibrationFile;
import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricsLog;
import dev.diptych.testing.GoldenModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The web page in Chromium: each part, both languages, a phone and a desktop, light and dark, by
/// keyboard.
@Tag("slow")
final class PageTest {

    private static final int PHONE = 390;
    private static final int DESKTOP = 1280;
    private static final int PAIRS = 3000;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static ChromiumPage browser;
    private static Path runs;

    @BeforeAll
    static void start() throws IOException {
        browser = ChromiumPage.start();
        TestServer.Options options = TestServer.golden(folder);
        Path model = Objects.requireNonNull(options.value().model());
        var curve = new ProbabilityCurve(
                ProbabilityCurve.Method.PLATT, 8, 0.2, new double[] {0, 1}, new double[] {0.2, 0.8});
        CalibrationFile.write(model, new Calibration(curve, null, List.of(), "0", 2));
        runs = Files.createDirectory(folder.resolve("runs"));
        Path finished = RunsTest.write(runs, "scenes", 200);
        Files.writeString(finished.resolve("metrics.json"), "{}");
        Files.writeString(finished.resolve("report.html"), "<!DOCTYPE html><title>Report</title><p>report</p>");
        RunsTest.write(runs, "running", 20);
        server = options.index(SearchTest.index(folder, model))
                .audit(AuditFolder.write(folder, PAIRS), null)
                .runs(runs)
                .start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void nothingWentWrong() {
        browser.requireNoProblems();
    }

    @Test
    void everyPartIsAccessibleInBothLanguagesAndWidths() {
        for (int width : new int[] {PHONE, DESKTOP}) {
            for (String language : new String[] {"en-GB", "zh-CN"}) {
                boolean dark = language.equals("zh-CN");
                for (String part : new String[] {"search?q=t51", "pair", "review", "runs/scenes"}) {
                    Page page = browser.open(server, "/#/" + part, width, language, dark);
                    assertThat(page.locator("h1")).isVisible();
                    switch (part) {
                        case "search?q=t51" -> assertThat(page.locator(".hit")).hasCount(5);
                        case "review" ->
                            assertThat(page.locator(".detail .actions")).isVisible();
                        case "runs/scenes" ->
                            assertThat(page.locator(".chart").first()).isVisible();
                        default -> assertThat(page.locator(".text-row")).hasCount(3);
                    }
                    ChromiumPage.screenshot(
                            page, part.replaceAll("[^a-z]", "-") + "-" + width + (dark ? "-zh-dark" : "-en-light"));
                    ChromiumPage.requireAccessible(page);
                    ChromiumPage.requireNoOverflow(page);
                    ChromiumPage.requireCompleteImages(page);
                    page.context().close();
                }
            }
        }
        Page wide = browser.open(server, "/#/review", 2560, "en-GB", true);
        assertThat(wide.locator(".detail .actions")).isVisible();
        ChromiumPage.requireNoOverflow(wide);
        ChromiumPage.screenshot(wide, "review-2560");
        wide.context().close();
    }

    @Test
    void aPictureIsComparedWithTextsAsTheyAreTyped() throws IOException {
        Page page = browser.open(server, "/#/pair", DESKTOP, "en-GB", false);
        page.locator("input[type=file]")
                .setInputFiles(GoldenModel.images(folder, 1).getFirst());
        page.locator(".text-row input").nth(0).fill("t51 t52");
        assertThat(page.locator(".text-row .probability").nth(0)).hasText(Pattern.compile("\\d+ %"));
        page.keyboard().press("Enter");
        page.keyboard().type("t10 t20");
        assertThat(page.locator(".text-row .cosine").nth(1)).hasText(Pattern.compile("Cosine -?\\d\\.\\d+"));
        assertThat(page.locator(".text-row.best")).hasCount(1);
        ChromiumPage.screenshot(page, "pair-filled");
        ChromiumPage.requireAccessible(page);
        page.context().close();
    }

    @Test
    void pairsAreDecidedByKeyboardAndStoredAtOnce() throws IOException {
        long before = decisions();
        Page page = browser.open(server, "/#/review?finding=mismatch", DESKTOP, "en-GB", false);
        assertThat(page.locator("#card-0")).isVisible();
        assertTrue(page.locator("[role=option]").count() < 100, "the grid holds only what is visible");
        page.locator("#grid").focus();
        page.keyboard().press("d");
        assertThat(page.locator("#card-0 .badge")).hasText("Dropped");
        page.keyboard().press("k");
        assertThat(page.locator("#card-1 .badge")).hasText("Kept");
        page.keyboard().press("c");
        page.locator("#correction").fill("a corrected caption");
        page.keyboard().press("Enter");
        assertThat(page.locator("#card-2 .caption")).hasText("a corrected caption");
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("u");
        assertThat(page.locator("#card-2 .badge")).hasCount(0);
        assertEquals(before + 4, decisions());
        page.keyboard().press("End");
        assertThat(page.locator("#card-" + (PAIRS / 2 - 1))).isVisible();
        assertEquals("Review – Diptych", page.title());
        assertThat(page.locator("#card-" + (PAIRS / 2 - 1) + " .caption")).hasText(AuditFolder.SCRIPT);
        ChromiumPage.screenshot(page, "review-decided");

        Page other = browser.open(server, "/#/review?finding=mismatch", DESKTOP, "en-GB", false);
        assertThat(other.locator("#card-0 .badge")).hasText("Dropped");
        other.locator("#card-3").click();
        other.locator("[data-action=drop]").click();
        page.keyboard().press("Home");
        assertThat(page.locator("#card-3 .badge")).hasText("Dropped");
        other.context().close();
        page.context().close();
    }

    private static long decisions() throws IOException {
        Path log = folder.resolve("audit/decisions.jsonl");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void keysThatAreFasterThanTheServerDecideSuccessivePairs() {
        Page page = browser.open(server, "/#/review?finding=mismatch", DESKTOP, "en-GB", false);
        assertThat(page.locator("#card-4")).isVisible();
        page.locator("#card-4").click();
        page.evaluate("() => { const send = window.fetch; window.fetch = (...request) =>"
                + " new Promise(answer => setTimeout(() => answer(send(...request)), 300)); }");
        page.locator("#grid").focus();
        for (String key : new String[] {"d", "d", "k", "c"}) {
            page.keyboard().press(key);
        }
        assertThat(page.locator("#card-4 .badge")).hasText("Dropped");
        assertThat(page.locator("#card-5 .badge")).hasText("Dropped");
        assertThat(page.locator("#card-6 .badge")).hasText("Kept");
        assertThat(page.locator("#correction")).isFocused();
        assertThat(page.locator("#card-7")).hasAttribute("aria-selected", "true");
        page.context().close();
    }

    @Test
    void aRunIsFollowedWhileItTrains() throws IOException {
        Page page = browser.open(server, "/#/runs/running", DESKTOP, "en-GB", true);
        assertThat(page.locator(".run-detail .numbers dd").first()).hasText("20");
        try (MetricsLog log = MetricsLog.create(runs.resolve("running/metrics.jsonl"))) {
            log.append(new LogEntry.Step(21, 2, 0.1, Map.of(), 1e-3, 0.07, 100, 1, 21));
        }
        assertThat(page.locator(".run-detail .numbers dd").first()).hasText("21");
        page.context().close();
    }

    @Test
    void aSearchIsRefinedAndItsAddressRepeatsIt() {
        Page page = browser.open(server, "/", DESKTOP, "en-GB", false);
        assertThat(page.locator("#q")).isFocused();
        page.keyboard().type("t51");
        page.keyboard().press("Enter");
        assertThat(page.locator(".hit")).hasCount(5);
        page.locator(".hit button").first().click();
        assertThat(page.locator(".parts li")).hasCount(1);
        assertThat(page).hasURL(Pattern.compile("q=t51&more=item"));
        String address = page.url();
        page.navigate("about:blank");
        page.navigate(address);
        assertThat(page.locator(".parts li")).hasCount(1);
        assertThat(page.locator(".hit")).hasCount(5);
        page.locator("#filter").fill("even=true");
        page.keyboard().press("Enter");
        assertThat(page.locator(".hit")).hasCount(3);
        ChromiumPage.requireAccessible(page);
        page.context().close();
    }

    @Test
    void everythingIsReachedByKeyboardAlone() {
        Page page = browser.open(server, "/#/pair", DESKTOP, "en-GB", false);
        assertThat(page.locator("h1")).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.locator("#skip")).isFocused();
        for (String part : new String[] {"", "search", "pair", "review"}) {
            page.keyboard().press("Tab");
            assertThat(page.locator("#tabs a[href='#/" + part + "'], .brand[href='#/" + part + "']"))
                    .isFocused();
        }
        page.keyboard().press("Enter");
        assertThat(page.locator("#grid")).isVisible();
        page.locator("#language").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("审核结果");
        page.context().close();
    }

    @Test
    void aServerWithATokenAsksForIt() throws IOException {
        try (TestServer closed = new TestServer.Options(null).runs(runs).token().start()) {
            Page page = browser.open(closed, "/", PHONE, "en-GB", false);
            page.locator("#token").fill(TestServer.TOKEN);
            ChromiumPage.screenshot(page, "sign-in");
            ChromiumPage.requireAccessible(page);
            page.keyboard().press("Enter");
            assertThat(page.locator(".run-list a").first()).isVisible();
            assertEquals("", page.evaluate("document.cookie"));
            page.context().close();
        }
    }
}
