package dev.diptych.evaluate.page;

import dev.diptych.evaluate.detail.RecallByResults;
import dev.diptych.evaluate.detail.RecallByResults.Point;
import dev.diptych.report.html.LineChart;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Chart of the recall by the number of results, with confidence intervals and the recall of a random order of the
/// candidates.
final class RecallCurve {

    private RecallCurve() {}

    static LineChart of(RecallByResults recall) {
        return new LineChart(
                "Recall by number of results (%), with 95 % confidence intervals",
                "results",
                List.of(
                        measured("text to image", recall.textToImage()),
                        measured("image to text", recall.imageToText()),
                        series("chance, text to image", recall.textToImage(), Point::chance),
                        series("chance, image to text", recall.imageToText(), Point::chance)));
    }

    private static LineChart.Series measured(String name, List<Point> points) {
        return series(name, points, Point::recall)
                .withBand(
                        values(points, point -> point.interval().low()),
                        values(points, point -> point.interval().high()));
    }

    private static LineChart.Series series(String name, List<Point> points, ToDoubleFunction<Point> value) {
        return new LineChart.Series(name, values(points, Point::results), values(points, value));
    }

    private static List<Double> values(List<Point> points, ToDoubleFunction<Point> value) {
        return points.stream().map(point -> value.applyAsDouble(point)).toList();
    }
}
