package dev.diptych.evaluate.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.comparison.MetricSample;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.detail.EvaluationDetails;
import dev.diptych.evaluate.detail.RecallByResults;
import dev.diptych.evaluate.statistics.Interval;
import dev.diptych.image.RgbImage;
import dev.diptych.report.MetricComparison;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.Baseline;
import dev.diptych.report.html.LineChart;
import dev.diptych.report.html.MetricsTable;
import dev.diptych.report.html.Origin;
import dev.diptych.testing.SelfContained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

final class EvaluationReportTest {

    private static final Metrics METRICS = Metrics.none()
            .with("retrieval.text_to_image.r1", 40)
            .with("retrieval.text_to_image.r1_low", 35)
            .with("retrieval.text_to_image.r1_high", 45)
            .with("zero_shot.top1", 50);
    private static final Origin ORIGIN =
            new Origin("diptych evaluate <m>", Map.of("Java", "25"), "3", Map.of("pairs", "aa11", "classes", "bb22"));

    @TempDir
    private Path folder;

    private static EvaluationReport report(@Nullable Baseline earlier) {
        RgbImage image = new RgbImage(8, 8, new byte[192]);
        return new EvaluationReport(
                "Evaluation of <m>",
                List.of("on & data"),
                ORIGIN,
                METRICS,
                earlier,
                new ExampleRetrievals(List.of(new ExampleRetrieval("a red thing", image, 1, 2, List.of())), List.of()),
                List.of(new EvaluationReport.Differing(image, "x.png", "a <dog>", 3.5, 0.9, 0.1)),
                List.of(new SkippedImages.Skipped("broken.png", "the file is empty")));
    }

    @Test
    void saysWhatWasFoundAndHowToFindItAgainAndAsksNothingOfANetwork() {
        String html = EvaluationHtml.toHtml(report(null));
        for (String part : List.of(
                "Evaluation of &lt;m&gt;",
                "on &amp; data",
                "40.0&nbsp;% <small>95&nbsp;% CI 35.0 to 45.0</small>",
                "a red thing",
                "a &lt;dog&gt;",
                "human rating 3.5, above 90&nbsp;% of the pairs; model above 10&nbsp;%",
                "broken.png: the file is empty",
                "<pre>diptych evaluate &lt;m&gt;</pre>",
                "Data digest, pairs</th><td>aa11",
                "Seed</th><td>3")) {
            assertTrue(html.contains(part), part);
        }
        SelfContained.check(html);
    }

    @Test
    void theChartOfRecallHasChanceLevelsAndConfidenceIntervals() {
        RecallByResults recall = new RecallByResults(
                List.of(
                        new RecallByResults.Point(1, 25, new Interval(10, 40), 5),
                        new RecallByResults.Point(2, 50, new Interval(30, 70), 10)),
                List.of(new RecallByResults.Point(1, 20, new Interval(5, 35), 2.5)));
        LineChart chart = RecallCurve.of(recall);
        assertEquals(List.of(25.0, 50.0), chart.series().get(0).ys());
        assertEquals(List.of(5.0, 10.0), chart.series().get(2).ys());
        String html =
                EvaluationHtml.toHtml(report(null).with(EvaluationDetails.none().with(recall), null));
        assertTrue(html.contains("<path class=\"band0\" d=\"M"), html);
        assertTrue(html.contains("<title>text to image, results 1: 25 (10 to 40)</title>"), html);
        assertTrue(html.contains("<th scope=\"col\">text to image, low</th>"), html);
        SelfContained.check(html);
    }

    @Test
    void onlyChangesOnTheSameQueriesAreRatedAndTheOrderOfTheTwoSwapsTheVerdict() {
        // 1.4 % and 2.9 % of 1,000 captions: the interval of each contains the other's value only in one order.
        QueryResults low = captions(14, 0);
        QueryResults high = captions(29, 200);
        Metrics before = Metrics.none().with(RECALL, 1.4).with("zero_shot.top1", 60);
        String up = html(before, high.comparedWith(low));
        String down = html(before, low.comparedWith(high));
        assertEquals(1, count(up, "class=\"verdict"), "zero-shot has no results to pair");
        assertTrue(up.contains("CI 35.0 to 45.0</small> <span class=\"verdict same\">not distinguishable</span>"), up);
        assertTrue(
                down.contains("CI 35.0 to 45.0</small> <span class=\"verdict same\">not distinguishable</span>"), down);
        QueryResults far = captions(90, 200);
        assertTrue(html(before, far.comparedWith(low)).contains("<span class=\"verdict better\">better</span>"));
        assertTrue(html(before, low.comparedWith(far)).contains("<span class=\"verdict worse\">worse</span>"));
        assertTrue(html(before, far.comparedWith(low)).contains("<small>difference 7.6 ("));
    }

    private static final String RECALL = "retrieval.text_to_image.r1";

    private static QueryResults captions(int found, int from) {
        double[] right = new double[1000];
        Arrays.fill(right, from, from + found, 1);
        int[] image = IntStream.range(0, 1000).map(i -> i / 5).toArray();
        return QueryResults.of("data", Map.of(RECALL, MetricSample.Means.of(100, 200, image, right)));
    }

    private static String html(Metrics before, Map<String, MetricComparison> changes) {
        return EvaluationHtml.toHtml(report(new Baseline("first", before, true, List.of(), changes)));
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void withoutResultsToPairNothingIsRated() {
        Metrics before = Metrics.none().with(RECALL, 1).with("zero_shot.top1", 60);
        String html = EvaluationHtml.toHtml(report(new Baseline("first", before, true, List.of())));
        assertFalse(html.contains("class=\"verdict"));
        assertTrue(html.contains("changes are not rated"));
        String other = EvaluationHtml.toHtml(report(new Baseline("first", before, false, List.of("data: a, b"))));
        assertFalse(other.contains("class=\"verdict"));
        assertTrue(other.contains("not comparable (different data)") && other.contains("<li>data: a, b</li>"));
    }

    @Test
    void theChanceLevelIsShownNextToItsMetric() {
        Metrics metrics = METRICS.with(RECALL + "_chance", 0.5);
        String html = MetricsTable.toHtml(metrics, null);
        assertTrue(html.contains("CI 35.0 to 45.0</small> <small>chance 0.5&nbsp;%</small>"), html);
        assertFalse(html.contains("r1_chance"), html);
    }

    @Test
    void aFileIsReadBackAndComparedByModelAndData() throws IOException {
        Path file = folder.resolve(EvaluationFile.NAME);
        ObjectNode document = METRICS.toTree();
        document.putObject("judgements")
                .put("spearman", 0.5)
                .putArray("disagreements")
                .addObject();
        EvaluationFile.write(file, document, "models/a", ORIGIN, captions(20, 0));
        EvaluationFile read = EvaluationFile.read(folder);
        assertEquals(METRICS.with("judgements.spearman", 0.5), read.metrics());
        assertEquals(
                new Baseline(
                        file.toString(),
                        read.metrics(),
                        true,
                        List.of(),
                        captions(60, 0).comparedWith(captions(20, 0))),
                read.asBaseline("models/a", Map.of("pairs", "aa11", "judgements", "new"), captions(60, 0)));
        Baseline other = read.asBaseline("models/b", Map.of("pairs", "cc33"), captions(60, 0));
        assertFalse(other.comparable());
        assertEquals(
                List.of("model: models/a before, models/b now", "data digest, pairs: aa11 before, cc33 now"),
                other.differences());

        Path metrics = Files.writeString(folder.resolve("metrics.json"), METRICS.toJson());
        assertTrue(EvaluationFile.read(metrics)
                .asBaseline("any", Map.of("pairs", "x"), QueryResults.none())
                .comparable());
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"name\": \"x\"}");
        for (Path each : List.of(wrong, folder.resolve("absent.json"))) {
            assertTrue(String.valueOf(assertThrows(InvalidInputException.class, () -> EvaluationFile.read(each))
                            .getMessage())
                    .contains(each.toString()));
        }
    }
}
