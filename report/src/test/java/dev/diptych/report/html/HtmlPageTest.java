package dev.diptych.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HtmlPageTest {

    @Test
    void contentsLinkToTheHeadingsOfSeveralSections() {
        String page = HtmlPage.of(
                "a <title>",
                "",
                Html.section("First one", "<p>1</p>")
                        + Html.section("Second", "<p>2</p>")
                        + Html.section("Nothing", "")
                        + Html.foldedSection("Recipe", "3 lines", "<pre>x</pre>"));
        assertTrue(page.contains("<li><a href=\"#first-one\">First one</a></li>"), page);
        assertTrue(page.contains("<h2 id=\"first-one\">First one</h2>"), page);
        assertTrue(
                page.contains("<a href=\"#recipe\">") && page.contains("<details>\n<summary>3 lines</summary>"), page);
        assertFalse(page.contains("Nothing"), page);
        assertTrue(page.contains("<title>a &lt;title&gt; · Diptych</title>"), page);
    }

    @Test
    void pathsOfTheUserAreShortenedButNotInPictures() {
        String page =
                "<p>/users/anna/project/runs/first '/users/anna/project' (/users/anna/models/clip) /data/users/anna/x"
                        + " /users/annabel/x</p><img src=\"data:image/png;base64,/users/anna/project/AA==\">";
        assertEquals(
                "<p>runs/first '.' (~/models/clip) /data/users/anna/x /users/annabel/x</p>"
                        + "<img src=\"data:image/png;base64,/users/anna/project/AA==\">",
                SharedPaths.shorten(page, "/users/anna/project", "/users/anna"));
        assertEquals("<p>/x</p>", SharedPaths.shorten("<p>/x</p>", "/", "/"), "the root is no user's");
    }

    @Test
    void theHeadNamesProductVersionDataAndModel() {
        String head = new Origin("diptych train", Map.of("Diptych", "1.2.3"), "0", Map.of(), Map.of("Data", "a & b"))
                .head("Training report");
        assertTrue(
                head.matches("(?s)<p class=\"product\">Training report · Diptych 1\\.2\\.3 · \\d+ \\w+ \\d{4}, .*"),
                head);
        assertTrue(head.contains("<dt>Data</dt><dd>a &amp; b</dd>"), head);
    }

    @ParameterizedTest
    @CsvSource({
        "1.4, 0.4975, 2.7, 1.4", // half the width is 1.1
        "2.345678, 2.3, 2.39, 2.346",
        "50, 49, 51, 50.0",
        "123.4, 100, 150, 123",
        "-0.25, -0.3, -0.2, −0.250",
        "7, 7, 7, 7"
    })
    void anIntervalDecidesTheDigits(double value, double low, double high, String text) {
        assertEquals(text, NumberText.of(value, low, high));
    }

    @ParameterizedTest
    @CsvSource({
        "12.345, %, 12.3",
        "0, %, 0.0",
        "0.43215, '', 0.432",
        "3, '', 3",
        "1234, '', '1,234'",
        "65, s, 1 min 5 s"
    })
    void aUnitDecidesTheDigitsWithoutOne(double value, String unit, String text) {
        assertEquals(text, NumberText.of(value, unit));
    }

    @Test
    void aChartHasValuesOnHoveringMarksAndItsData() {
        LineChart chart = new LineChart(
                        "R@1",
                        "epoch",
                        List.of(
                                new LineChart.Series("a", List.of(1.0, 2.0), List.of(10.0, 20.0)),
                                new LineChart.Series("b", List.of(2.0), List.of(15.0))))
                .with(new LineChart.Mark.Position(2, "best epoch 2"))
                .with(new LineChart.Mark.Level(5, "chance"));
        String html = chart.toHtml();
        assertTrue(html.contains("<title>a, epoch 2: 20</title>"), html);
        assertTrue(html.contains(">best epoch 2</text>") && html.contains(">chance</text>"), html);
        assertTrue(html.contains("<tr><th scope=\"row\">1</th><td>10</td><td>–</td></tr>"), html);
        assertTrue(html.contains("<tr><th scope=\"row\">2</th><td>20</td><td>15</td></tr>"), html);
    }

    @Test
    void theTicksOfAnAxisHaveTheSameDecimals() {
        Axis axis = Axis.over(0.0701, 0.0704, 4);
        assertEquals(
                List.of("0.0701", "0.0702", "0.0703", "0.0704"),
                axis.ticks().stream().map(axis::label).toList());
        assertEquals("−2", Axis.over(-4, 0, 2).label(-2));
    }

    @Test
    void parallelCoordinatesSpaceNumbersByValueAndWordsEvenly() {
        ParallelCoordinates chart = new ParallelCoordinates(
                "candidates",
                List.of("temperature", "schedule", "R@1"),
                List.of(
                        new ParallelCoordinates.Item("1", List.of("0.05", "cosine", "20")),
                        new ParallelCoordinates.Item("2", List.of("0.5", "constant", "10")),
                        new ParallelCoordinates.Item("3", List.of("0.275", "cosine", "15"))));
        String html = chart.toHtml();
        assertTrue(
                html.contains("d=\"M46.0 210.0L210.0 210.0L374.0 34.0\""), html); // the first: lowest, lowest, highest
        assertTrue(html.contains("d=\"M46.0 122.0L210.0 210.0L374.0 122.0\""), html); // the third is in the middle
        assertTrue(html.contains("<title>2, temperature 0.5, schedule constant, R@1 10</title>"), html);
        assertEquals("", new ParallelCoordinates("one", List.of("a"), List.of()).toHtml());
    }

    @Test
    void aHistogramHasABarForEachShareAboveZero() {
        Histogram histogram = new Histogram(
                "similarity",
                "cosine",
                0,
                0.5,
                List.of(
                        new Histogram.Series("non-matching", List.of(100.0, 0.0)),
                        new Histogram.Series("matching", List.of(25.0, 75.0))));
        String html = histogram.toHtml();
        assertEquals(3, html.split("<rect class=\"bar[01]\" x=", -1).length - 1, html);
        assertTrue(html.contains("<title>matching, 0.5 to 1: 75&#160;%</title>"), html);
        assertEquals("", new Histogram("empty", "x", 0, 1, List.of()).toHtml());
    }
}
