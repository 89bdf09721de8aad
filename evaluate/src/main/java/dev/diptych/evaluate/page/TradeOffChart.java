package dev.diptych.evaluate.page;

import dev.diptych.evaluate.TradeOff;
import dev.diptych.report.html.Axis;
import dev.diptych.report.html.DataTable;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// Chart of an interpolation curve: target over retention metric, a labelled dot for each α, a ring around the
/// selected point, and a line at the retention threshold.
record TradeOffChart(TradeOff curve) {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 270;
    private static final int LEFT = 44;
    private static final int RIGHT = 24;
    private static final int TOP = 16;
    private static final int BOTTOM = 42;

    /// The space of a label on a narrow screen, where the text is largest.
    private static final double LABEL_WIDTH = 34;

    private static final double LABEL_HEIGHT = 14;

    String toHtml() {
        Axis x = axis(
                point -> point.guard().value(),
                curve.keep() * curve.start().guard().value());
        Axis y = axis(point -> point.target().value(), Double.NaN);
        MetricDescription target = MetricDescription.of(curve.target().name());
        MetricDescription guard = MetricDescription.of(curve.guard());
        String title = named(target) + " by retention metric";
        StringBuilder html = new StringBuilder("<figure class=\"chart spread\">\n<figcaption>");
        html.append(Html.escape(title)).append("</figcaption>\n");
        html.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, Html.escape(title)));
        grid(html, x, y, "retention metric: " + named(guard));
        double least = along(x, curve.keep() * curve.start().guard().value());
        html.append("<path class=\"s4\" d=\"M%s %dV%d\"/>\n".formatted(number(least), TOP, HEIGHT - BOTTOM));
        path(html, x, y);
        points(html, x, y);
        html.append("</svg>\n<ul class=\"legend\">\n");
        legend(
                html,
                "<path class=\"s0\" d=\"M0 4H24\"/><circle class=\"d0\" cx=\"12\" cy=\"4\" r=\"3\"/>",
                "point with its alpha: 0 is the start, 1 the finished model");
        legend(
                html,
                "<circle class=\"d0\" cx=\"12\" cy=\"4\" r=\"2\"/><circle class=\"s1\" style=\"stroke-dasharray:none\" cx=\"12\" cy=\"4\" r=\"3.4\"/>",
                "selected point");
        legend(
                html,
                "<path class=\"s4\" d=\"M0 4H24\"/>",
                TradeOffWords.percent(curve.keep())
                        + " of the starting model's retention metric; points to the left are below the retention threshold");
        html.append("</ul>\n");
        return html.append(DataTable.toHtml(
                        "Data",
                        List.of("alpha", named(target), named(guard)),
                        curve.points().stream()
                                .map(point -> List.of(
                                        NumberText.of(point.alpha()),
                                        NumberText.of(point.target().value()),
                                        NumberText.of(point.guard().value())))
                                .toList()))
                .append("</figure>\n")
                .toString();
    }

    private static void legend(StringBuilder html, String mark, String words) {
        html.append("<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\">%s</svg>%s</li>\n"
                .formatted(mark, Html.escape(words)));
    }

    private static String named(MetricDescription measure) {
        return measure.label() + (measure.unit().isEmpty() ? "" : ", " + measure.unit());
    }

    private void grid(StringBuilder html, Axis x, Axis y, String across) {
        int right = WIDTH - RIGHT;
        int bottom = HEIGHT - BOTTOM;
        for (double tick : y.ticks()) {
            String height = number(down(y, tick));
            html.append("<path class=\"grid\" d=\"M%d %sH%d\"/>".formatted(LEFT, height, right));
            html.append("<text x=\"%d\" y=\"%s\" dy=\"3\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 6, height, y.label(tick)));
        }
        for (double tick : x.ticks()) {
            String place = number(along(x, tick));
            html.append("<path class=\"axis\" d=\"M%s %dV%d\"/>".formatted(place, bottom, bottom + 4));
            html.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                    .formatted(place, bottom + 16, x.label(tick)));
        }
        html.append("<path class=\"axis\" d=\"M%d %dH%d\"/>".formatted(LEFT, bottom, right));
        html.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" class=\"unit\">%s</text>\n"
                .formatted(right, HEIGHT - 5, Html.escape(across)));
    }

    private void path(StringBuilder html, Axis x, Axis y) {
        StringBuilder path = new StringBuilder();
        for (TradeOff.Point point : curve.points()) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(number(along(x, point.guard().value())))
                    .append(' ')
                    .append(number(down(y, point.target().value())));
        }
        html.append("<path class=\"s0\" d=\"%s\"/>\n".formatted(path));
    }

    private void points(StringBuilder html, Axis x, Axis y) {
        List<double[]> labelled = new ArrayList<>();
        List<TradeOff.Point> ordered = new ArrayList<>(curve.points());
        ordered.sort(Comparator.comparing(point ->
                !(point.equals(curve.chosen()) || point.equals(curve.start()) || point.equals(curve.finished()))));
        for (TradeOff.Point point : ordered) {
            double across = along(x, point.guard().value());
            double down = down(y, point.target().value());
            boolean chosen = point.equals(curve.chosen());
            html.append(
                    "<circle class=\"d0\" cx=\"%s\" cy=\"%s\" r=\"2.6\"><title>alpha %s: target %s, retention %s</title></circle>"
                            .formatted(
                                    number(across),
                                    number(down),
                                    NumberText.of(point.alpha()),
                                    NumberText.of(point.target().value()),
                                    NumberText.of(point.guard().value())));
            if (chosen) {
                html.append("<circle class=\"s1\" style=\"stroke-dasharray:none\" cx=\"%s\" cy=\"%s\" r=\"5.5\"/>"
                        .formatted(number(across), number(down)));
            }
            label(point, across, down, labelled).ifPresent(place -> {
                html.append("<text x=\"%s\" y=\"%s\">%s</text>\n"
                        .formatted(number(place[0]), number(place[1]), NumberText.of(point.alpha())));
                labelled.add(place);
            });
        }
    }

    // The first of four places around the dot where no other label is. The selected point and both
    // ends are always labelled, the others only if there is room.
    private Optional<double[]> label(TradeOff.Point point, double across, double down, List<double[]> labelled) {
        double[][] places = {
            {across + 8, down - 4},
            {across + 8, down + 14},
            {across - LABEL_WIDTH - 6, down - 4},
            {across - LABEL_WIDTH - 6, down + 14}
        };
        for (double[] place : places) {
            boolean free = labelled.stream()
                    .noneMatch(other -> Math.abs(other[0] - place[0]) < LABEL_WIDTH
                            && Math.abs(other[1] - place[1]) < LABEL_HEIGHT);
            if (free && place[0] > LEFT - LABEL_WIDTH && place[0] < WIDTH - LABEL_WIDTH / 2) {
                return Optional.of(place);
            }
        }
        boolean always = point.equals(curve.chosen()) || point.equals(curve.finished());
        return always ? Optional.of(places[1]) : Optional.empty();
    }

    private Axis axis(ToDoubleFunction<TradeOff.Point> figure, double more) {
        double[] values = Stream.concat(curve.points().stream().map(figure::applyAsDouble), Stream.of(more))
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return Axis.over(values[0], values[values.length - 1], 5);
    }

    private static double along(Axis x, double value) {
        return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double down(Axis y, double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
