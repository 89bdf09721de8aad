package dev.diptych.train.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.evaluate.page.ExampleRetrieval;
import dev.diptych.evaluate.page.ExampleRetrievals;
import dev.diptych.image.RgbImage;
import dev.diptych.report.LogEntry;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.Verdict;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.Origin;
import dev.diptych.report.html.Thumbnail;
import dev.diptych.testing.SelfContained;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingPageTest {

    @TempDir
    Path temporary;

    @Test
    void holdsWhatMadeTheRunAndWhatCameOfIt() throws IOException {
        Path file = temporary.resolve("report.html");
        TrainingPage.write(file, report());
        String html = Files.readString(file);
        for (String part : List.of(
                "<title>A &lt;run&gt; · Diptych</title>",
                "Training report · Diptych",
                "diptych train --set &quot;model.text.from=a b&quot;",
                "sha256:0123",
                "libtorch",
                "temperature: 0.07",
                "Training loss by step",
                "Recall on validation, text to image (%) by epoch",
                "R@1, text to image",
                "12.5&nbsp;% <span class=\"verdict better\">better</span></td><td class=\"value before\">10.0&nbsp;%"
                        + " <small>difference 2.5 (1 to 4)</small></td>",
                "a red &amp; a blue square",
                "Compared with: <b>runs/&lt;first&gt;</b>. Differences:",
                "<li>objective.temperature: 0.1 before, 0.07 now</li>",
                "Data digest, training",
                "correct image ranked 3 of 500")) {
            assertTrue(html.contains(part), part);
        }
    }

    @Test
    void theLossesOfTrainingAndValidationAreInOneChartAndTheLowestIsNamed() {
        String html = TrainingPage.toHtml(report());
        assertTrue(html.contains("Loss, training and validation by epoch"), html);
        // Logged steps 10 to 50 and 60 to 100, and the two validations.
        assertTrue(html.contains("<title>training, epoch 1: 0.1827</title>"), html);
        assertTrue(html.contains("<title>validation, epoch 2: 2.5</title>"), html);
        assertTrue(
                html.contains("Best epoch by R@10, text to image: 2. Lowest validation loss: 1.5 in epoch 1."), html);
        assertTrue(html.contains("Share of truncated captions (training)"), html);
    }

    @Test
    void changesThatCannotBePairedAreNotRated() {
        TrainingReport report = report();
        Baseline unpaired = new Baseline(
                "runs/other",
                Metrics.none().with("retrieval.text_to_image.r1", 13).with("consistency.uniformity", -2.06),
                true,
                List.of());
        String html = TrainingPage.toHtml(new TrainingReport(
                report.title(),
                report.origin(),
                report.recipe(),
                report.log(),
                report.metrics().with("consistency.uniformity", -2.08),
                report.target(),
                report.changes(),
                unpaired,
                report.examples()));
        assertFalse(html.contains("class=\"verdict"), html);
        assertTrue(html.contains("changes are not rated"), html);
    }

    @Test
    void theTargetIsTheMetricThatTheRunIsValidatedBy() {
        TrainingReport report = report();
        List<LogEntry> log = new ArrayList<>(report.log());
        Metrics start =
                Metrics.none().with("retrieval.text_to_image.r1", 2.2).with("retrieval.text_to_image.r10", 16.2);
        Metrics best = Metrics.none().with("retrieval.text_to_image.r1", 2.9).with("retrieval.text_to_image.r10", 16.4);
        log.addFirst(new LogEntry.Validation(0, 0, start, 0));
        log.add(new LogEntry.Validation(100, 2, best, 100));
        String html = TrainingPage.toHtml(new TrainingReport(
                report.title(),
                report.origin(),
                report.recipe(),
                log,
                report.metrics(),
                "retrieval.text_to_image.r10",
                Map.of("retrieval.text_to_image.r10", new MetricComparison(Verdict.NOT_DISTINGUISHABLE, 0.2, -1, 1.4)),
                null,
                report.examples()));
        assertTrue(
                html.contains("Target, on validation: R@10, text to image from 16.2 % to 16.4 %,"
                        + " not distinguishable (difference 0.2, 95 % confidence interval −1 to 1.4)."),
                html);
        assertFalse(html.contains("from 2.2 %"), html);
    }

    @Test
    void asksNothingOfANetworkAndRunsNoScript() {
        SelfContained.check(TrainingPage.toHtml(report()));
    }

    @Test
    void leavesOutWhatThereIsNothingOf() {
        TrainingReport empty = new TrainingReport(
                "empty",
                new Origin("diptych train", Map.of(), "0", Map.of()),
                "seed: 0\n",
                List.of(),
                Metrics.none(),
                "retrieval.text_to_image.r1",
                Map.of(),
                null,
                ExampleRetrievals.none());
        String html = TrainingPage.toHtml(empty);
        assertFalse(html.contains(">Curves</h2>"));
        assertFalse(html.contains(">Best retrievals</h2>"));
        assertTrue(html.contains("<h2 id=\"recipe\">Recipe</h2>\n<details>\n<summary>1 lines</summary>"));
    }

    @Test
    void embedsSmallImagesExactlyAndLargeOnesSmall() throws IOException {
        byte[] pixels = new byte[3 * 4 * 2];
        pixels[0] = (byte) 200;
        pixels[23] = 7;
        Matcher small = Pattern.compile("data:image/png;base64,([^\"]+)\" width=\"4\" height=\"2\"")
                .matcher(Thumbnail.toHtml(new RgbImage(4, 2, pixels), "x"));
        assertTrue(small.find());
        var decoded = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(small.group(1))));
        assertEquals(0xffc80000, decoded.getRGB(0, 0));
        assertEquals(0xff000007, decoded.getRGB(3, 1));

        String large = Thumbnail.toHtml(new RgbImage(640, 480, new byte[3 * 640 * 480]), "x");
        assertTrue(large.contains("data:image/jpeg;base64,") && large.contains("width=\"128\" height=\"96\""));
    }

    private static TrainingReport report() {
        List<LogEntry> log = new ArrayList<>();
        for (int step = 10; step <= 100; step += 10) {
            log.add(new LogEntry.Step(
                    step, step / 51 + 1, 4.0 / step, Map.of("contrastive", 4.0 / step), 1e-3, 0.07, 80, 1, step));
            if (step % 50 == 0) {
                log.add(new LogEntry.Validation(
                        step,
                        step / 50,
                        Metrics.none()
                                .with("retrieval.text_to_image.r1", step / 10.0)
                                .with("loss.contrastive", step / 50 + 0.5),
                        step));
            }
        }
        RgbImage image = new RgbImage(8, 8, "x".repeat(192).getBytes(StandardCharsets.US_ASCII));
        ExampleRetrieval example = new ExampleRetrieval(
                "a red & a blue square",
                image,
                3,
                500,
                List.of(new ExampleRetrieval.Found(image, 0.5, false), new ExampleRetrieval.Found(image, 0.4, true)));
        return new TrainingReport(
                "A <run>",
                new Origin(
                        "diptych train --set \"model.text.from=a b\"",
                        Map.of("libtorch", "2.10.0"),
                        "7",
                        Map.of("training", "sha256:0123")),
                "objective:\n  temperature: 0.07\n",
                log,
                Metrics.none()
                        .with("retrieval.text_to_image.r1", 12.5)
                        .with("train.seconds", 75)
                        .with("train.best_epoch", 2)
                        .with("train.lowest_validation_loss", 1.5)
                        .with("train.lowest_validation_loss_epoch", 1)
                        .with("captions.training.truncated_share", 12.5),
                "retrieval.text_to_image.r10",
                Map.of(),
                new Baseline(
                        "runs/<first>",
                        Metrics.none().with("retrieval.text_to_image.r1", 10),
                        true,
                        List.of(Baseline.difference("objective.temperature", "0.1", "0.07")),
                        Map.of("retrieval.text_to_image.r1", new MetricComparison(Verdict.BETTER, 2.5, 1, 4))),
                new ExampleRetrievals(List.of(example), List.of(example)));
    }
}
