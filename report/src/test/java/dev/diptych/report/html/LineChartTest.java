package dev.diptych.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LineChartTest {

    @Test
    void endsItsAxesOnRoundNumbers() {
        assertEquals(
                List.of(0.0, 1.0, 2.0, 3.0, 4.0, 5.0), Axis.over(0.2, 4.7, 5).ticks());
        assertEquals(new Axis(-20, 40, 20), Axis.over(-13, 37, 4));
        Axis flat = Axis.over(0.1, 0.1, 4);
        assertTrue(flat.low() < 0.1 && flat.high() > 0.1);
        assertEquals(0.5, flat.share(0.1), 0.26);
        assertTrue(Axis.over(0, 0, 4).high() > 0);
    }

    @Test
    void drawsALineFromCornerToCorner() {
        String html = chart(List.of(0.0, 10.0), List.of(0.0, 4.0)).toHtml();
        assertTrue(html.contains("<path class=\"s0\" d=\"M48.0 192.0L340.0 22.0\"/>"), html);
        assertTrue(html.contains("name <b>4</b>"), html);
    }

    @Test
    void breaksTheLineWhereThereIsNoFigure() {
        String html = chart(List.of(0.0, 1.0, 2.0, 3.0), List.of(0.0, Double.NaN, 2.0, 4.0))
                .toHtml();
        assertTrue(html.contains("d=\"M48.0 192.0M242.7 107.0L340.0 22.0\""), html);
    }

    @Test
    void drawsNothingWithoutAFigure() {
        assertEquals("", chart(List.of(), List.of()).toHtml());
        assertEquals("", chart(List.of(1.0), List.of(Double.NaN)).toHtml());
    }

    @Test
    void keepsSpikesOfALongCurve() {
        List<Double> values = new ArrayList<>(Collections.nCopies(100_000, 1.0));
        values.set(54_321, 9.0);
        List<Integer> kept = CurvePoints.kept(values, 600);
        assertTrue(kept.contains(54_321) && kept.contains(0) && kept.contains(99_999));
        assertTrue(kept.size() <= 602);
        assertEquals(IntStream.range(0, 5).boxed().toList(), CurvePoints.kept(values.subList(0, 5), 600));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", "0.0005, 5e-4", "0.001, 0.001", "0.07, 0.07", "2.34567, 2.346", "12.5, 12.5", "123.45, 123.5",
        "1234.5, 1235", "50000, 50000", "12345678, 1.23e7", "-3.1, −3.1", "NaN, –", "100, 100", "-0.0, 0"
    })
    void roundsFiguresAsPeopleReadThem(double value, String words) {
        assertEquals(words, NumberText.of(value));
    }

    @ParameterizedTest
    @CsvSource({"4.6, 5 s", "65, 1 min 5 s", "3599.6, 1 h 0 min", "7384, 2 h 3 min"})
    void saysDurationsInTwoUnits(double seconds, String words) {
        assertEquals(words, NumberText.duration(seconds));
    }

    private static LineChart chart(List<Double> xs, List<Double> ys) {
        return new LineChart("title", "step", List.of(new LineChart.Series("name", xs, ys)));
    }
}
