package dev.diptych.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.report.html.Origin;
import dev.diptych.testing.SelfContained;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SearchReportTest {

    private static SearchReport.Point point(String label, double x, boolean whole, double... values) {
        List<Double> all = new ArrayList<>();
        double sum = 0;
        for (double value : values) {
            all.add(value);
            sum += value;
        }
        double mean = sum / values.length;
        return new SearchReport.Point(label, x, mean, values.length == 1 ? Double.NaN : 1, all, whole);
    }

    private static SearchReport report(boolean logarithmic, SearchReport.Group... groups) {
        return new SearchReport(
                "search <1>",
                new Origin("diptych tune recipe.yaml", Map.of("Java", "25"), "0, 1", Map.of("training", "abc")),
                "retrieval.text_to_image.r1",
                "objective.temperature",
                logarithmic,
                List.of("Chosen by validation data."),
                List.of("objective.temperature"),
                List.of(0L, 1L),
                List.of(
                        new SearchReport.Line(2, List.of("0.1"), 11, 1, List.of(10.0, 12.0), 4, 0, "best"),
                        new SearchReport.Line(
                                1, List.of("<b>"), Double.NaN, Double.NaN, List.of(9.0, Double.NaN), 4, 1, "–")),
                List.of(groups),
                "seed: 0\n");
    }

    private static List<Double> middles(String html) {
        List<Double> middles = new ArrayList<>();
        Matcher circle =
                Pattern.compile("cx=\"([\\d.]+)\" cy=\"[\\d.]+\" r=\"3\"").matcher(html);
        while (circle.find()) {
            middles.add(Double.parseDouble(circle.group(1)));
        }
        return middles;
    }

    @Test
    void thePageIsSelfContainedAndEscapesWhatItShows() {
        String html = SearchHtml.toHtml(
                report(false, new SearchReport.Group("fixed", true, List.of(point("0.1", 0.1, true, 10, 12)))));
        SelfContained.check(html);
        assertTrue(html.contains("search &lt;1&gt;") && html.contains("&lt;b&gt;") && !html.contains("<b>"));
        assertTrue(html.contains("1 failed") && html.contains("<td class=\"value\">–</td>"));
    }

    @Test
    void equalFactorsAreEquallyFarApartOnALogarithmicAxis() {
        SearchReport.Group group = new SearchReport.Group(
                "fixed",
                true,
                List.of(point("1", 1, true, 3, 5), point("0.01", 0.01, true, 1, 3), point("0.1", 0.1, true, 2, 4)));
        List<Double> across = middles(SpreadChart.of(report(true, group)).toHtml());
        assertEquals(3, across.size());
        assertEquals(across.get(1) - across.get(0), across.get(2) - across.get(1), 0.2);
        List<Double> linear = middles(SpreadChart.of(report(false, group)).toHtml());
        assertEquals((linear.get(1) - linear.get(0)) * 10, linear.get(2) - linear.get(1), 2);
    }

    @Test
    void eachCandidateHasABarOfItsSpreadAndADotASeedAndWhatStoppedEarlyIsPale() {
        SearchReport.Group group = new SearchReport.Group(
                "fixed", true, List.of(point("0.1", 0.1, true, 10, 12), point("0.2", 0.2, false, 8, 9)));
        String html = SpreadChart.of(report(false, group)).toHtml();
        assertEquals(2, html.split("stroke-dasharray:none", -1).length - 1);
        assertEquals(4, html.split("r=\"1.4\"", -1).length - 1);
        assertEquals(1, html.split("opacity=\"0.35\"", -1).length - 1);
    }

    @Test
    void wordsStandInTheOrderTheyCameAndWhatHasNoValueIsLeftOut() {
        SearchReport.Group group = new SearchReport.Group(
                "fixed",
                false,
                List.of(
                        point("frozen", Double.NaN, true, 4),
                        point("last 1", Double.NaN, true, 5),
                        point("all", Double.NaN, true, Double.NaN)));
        String html = SpreadChart.of(report(true, group)).toHtml();
        assertTrue(html.indexOf(">frozen<") > 0 && html.indexOf(">frozen<") < html.indexOf(">last 1<"), html);
        assertEquals(2, middles(html).size());
        assertEquals("", SpreadChart.of(report(true)).toHtml());
    }
}
