package dev.diptych.evaluate.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.evaluate.SelectionMetric;
import dev.diptych.evaluate.TradeOff;
import dev.diptych.evaluate.comparison.MetricSample;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.report.html.Origin;
import dev.diptych.testing.SelfContained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TradeOffReportTest {

    @TempDir
    private Path folder;

    private static TradeOffReport report(double keep) {
        return new TradeOffReport(
                new TradeOff(
                        new SelectionMetric("retrieval.text_to_image.r1"),
                        "zero_shot.top1",
                        keep,
                        List.of(point(0, 10, 50), point(0.5, 18, 46), point(1, 20, 30))),
                new Origin("diptych interpolate <a> b", Map.of("Java", "25"), "0", Map.of("target", "abc")),
                "a",
                "b",
                "pairs",
                "classes");
    }

    private static TradeOff.Point point(double alpha, double target, double guard) {
        return new TradeOff.Point(
                alpha,
                new TradeOff.Reading(target, target - 1, target + 1),
                new TradeOff.Reading(guard, Double.NaN, Double.NaN));
    }

    @Test
    void theVerdictStatesGainAndLoss() {
        assertEquals(
                "Selected: alpha 0.5. R@1, text to image changes from 10 % to 18 %, 80 % of the gain;"
                        + " retention metric (top-1 accuracy) from 50 % to 46 %, 92 % retained.",
                report(0.9).verdict());
        assertTrue(
                report(0.95).verdict().startsWith("No point has a better"),
                report(0.95).verdict());
    }

    @Test
    void theVerdictTellsLossesGainsAndWhatMayBeChanceApart() {
        String lost = compared(60, 30).verdict();
        assertTrue(
                lost.contains("The retention metric is worse than that of the starting model (difference −30"), lost);
        String won = compared(60, 66).verdict();
        assertTrue(won.contains("The retention metric is better than that of the starting model (difference 6"), won);
        String equal = compared(60, 61).verdict();
        assertTrue(equal.contains("The retention metric is not distinguishable from that of the starting"), equal);
        assertTrue(equal.contains("The target is better than that of the starting model (difference 20"), equal);
        for (String each : List.of(lost, won, equal)) {
            assertFalse(each.contains("chance") || each.contains("lost"), each);
        }
    }

    private static QueryResults images(String name, int right) {
        float[] correct = new float[100];
        Arrays.fill(correct, 0, right, 1);
        return QueryResults.of("data", Map.of(name, MetricSample.Means.ofSingles(100, correct)));
    }

    private static TradeOffReport compared(int before, int after) {
        TradeOffReport report = report(0.4);
        String target = report.curve().target().name();
        List<TradeOff.Point> points = List.of(
                new TradeOff.Point(
                        0, reading(10), reading(before), images(target, 10), images("zero_shot.top1", before)),
                new TradeOff.Point(
                        1, reading(30), reading(after), images(target, 30), images("zero_shot.top1", after)));
        return new TradeOffReport(
                new TradeOff(report.curve().target(), "zero_shot.top1", 0.4, points),
                report.origin(),
                "a",
                "b",
                "pairs",
                "classes");
    }

    private static TradeOff.Reading reading(double value) {
        return new TradeOff.Reading(value, value - 1, value + 1);
    }

    @Test
    void thePageIsSelfContainedAndMarksTheChosenPoint() throws IOException {
        report(0.9).writePage(folder.resolve("report.html"));
        String html = Files.readString(folder.resolve("report.html"));
        SelfContained.check(html);
        assertTrue(html.contains("diptych interpolate &lt;a&gt; b"), html);
        assertEquals(2, html.split("r=\"5.5\"|class=\"chosen\"", -1).length - 1, "one ring, one row");
        assertTrue(html.contains("(17 to 19)") && html.contains("below threshold"), html);
    }

    @Test
    void theTableHasARowAPointAndLeavesOutWhatThereIsNot() throws IOException {
        report(0.9).writeTable(folder.resolve("curve.csv"));
        List<String> lines = Files.readAllLines(folder.resolve("curve.csv"));
        assertEquals(4, lines.size());
        assertEquals("0.5,18.0,17.0,19.0,46.0,,,0.92,0.8,yes", lines.get(2));
    }
}
