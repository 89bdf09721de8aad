package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Line chart with a common horizontal axis, as an inline SVG with a legend, values on hovering,
/// and its data as a table.
///
/// @param across label of the horizontal axis, such as `step`
/// @param marks positions and levels that are marked
public record LineChart(String title, String across, List<Series> series, List<Mark> marks) {

    public LineChart {
        series = List.copyOf(series);
        marks = List.copyOf(marks);
    }

    public LineChart(String title, String across, List<Series> series) {
        this(title, across, series, List.of());
    }

    /// The chart with a further mark.
    public LineChart with(Mark mark) {
        List<Mark> more = new ArrayList<>(marks);
        more.add(mark);
        return new LineChart(title, across, series, more);
    }

    /// A marked position or level.
    public sealed interface Mark {

        /// The text next to it.
        String label();

        /// A vertical line, such as that of the best epoch.
        record Position(double x, String label) implements Mark {}

        /// A horizontal line, such as the chance level. It is part of the vertical axis.
        record Level(double y, String label) implements Mark {}
    }

    /// @param xs ascending
    /// @param ys values; a non-finite value interrupts the line
    /// @param lows lower bounds of the values, which form a band; none without one
    /// @param highs upper bounds
    public record Series(String name, List<Double> xs, List<Double> ys, List<Double> lows, List<Double> highs) {

        /// Without a band.
        public Series(String name, List<Double> xs, List<Double> ys) {
            this(name, xs, ys, List.of(), List.of());
        }

        /// This series with a band between these bounds, such as those of confidence intervals.
        public Series withBand(List<Double> low, List<Double> high) {
            return new Series(name, xs, ys, low, high);
        }

        boolean hasBand() {
            return lows.stream().anyMatch(Double::isFinite);
        }

        /// All values that the chart shows.
        Stream<Double> values() {
            return Stream.of(ys, lows, highs).flatMap(List::stream);
        }

        boolean drawable() {
            return ys.stream().anyMatch(Double::isFinite);
        }

        double last() {
            return ys.stream().filter(Double::isFinite).reduce(Double.NaN, (earlier, later) -> later);
        }
    }

    private static final int WIDTH = 360;
    private static final int HEIGHT = 228;
    private static final int LEFT = 48;
    private static final int RIGHT = 20;
    private static final int TOP = 22; // room for the labels of positions
    private static final int BOTTOM = 36;

    /// Longer lines are thinned to the lowest and highest point of each segment, so that spikes are preserved.
    private static final int MOST_POINTS = 600;

    /// Up to this number of points are marked by dots.
    private static final int MOST_DOTS = 40;

    /// Up to this number of points of a line show their values on hovering.
    private static final int MOST_HOVERED = 120;

    /// Up to this number of rows of data are listed below the chart.
    private static final int MOST_ROWS = 50;

    /// The chart; empty if no series has a value.
    public String toHtml() {
        List<Series> drawn = series.stream().filter(Series::drawable).toList();
        if (drawn.isEmpty()) {
            return "";
        }
        Axis x = axis(drawn.stream().flatMap(s -> s.xs().stream()).toList(), 5);
        Axis y = axis(
                Stream.concat(drawn.stream().flatMap(Series::values), levels())
                        .filter(Double::isFinite)
                        .toList(),
                4);
        StringBuilder html = new StringBuilder("<figure class=\"chart\">\n<figcaption>");
        html.append(Html.escape(title)).append("</figcaption>\n");
        html.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, Html.escape(title + " by " + across)));
        grid(html, x, y);
        marks(html, x, y);
        for (int i = 0; i < drawn.size(); i++) {
            band(html, drawn.get(i), i % 6, x, y);
        }
        for (int i = 0; i < drawn.size(); i++) {
            line(html, drawn.get(i), i % 6, x, y);
        }
        for (Series each : drawn) {
            hover(html, each, drawn.size() > 1, x, y);
        }
        html.append("</svg>\n<ul class=\"legend\">\n");
        for (int i = 0; i < drawn.size(); i++) {
            html.append(
                    "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"s%d\" d=\"M0 4H24\"/></svg>%s <b>%s</b></li>\n"
                            .formatted(
                                    i % 6,
                                    Html.escape(drawn.get(i).name()),
                                    NumberText.of(drawn.get(i).last())));
        }
        html.append("</ul>\n");
        return html.append(ChartData.of(across, drawn, MOST_ROWS))
                .append("</figure>\n")
                .toString();
    }

    private Stream<Double> levels() {
        return marks.stream().filter(Mark.Level.class::isInstance).map(mark -> ((Mark.Level) mark).y());
    }

    private void marks(StringBuilder html, Axis x, Axis y) {
        for (Mark mark : marks) {
            switch (mark) {
                case Mark.Position position -> {
                    double across = along(x, position.x());
                    boolean right = across > (WIDTH + LEFT) / 2.0;
                    html.append(
                            "<path class=\"mark\" d=\"M%s %dV%d\"/>".formatted(number(across), TOP, HEIGHT - BOTTOM));
                    html.append("<text x=\"%s\" y=\"%d\"%s>%s</text>\n"
                            .formatted(
                                    number(across + (right ? 4 : -4)),
                                    TOP - 6,
                                    right ? " text-anchor=\"end\"" : "",
                                    Html.escape(position.label())));
                }
                case Mark.Level level -> {
                    String height = number(down(y, level.y()));
                    html.append("<path class=\"mark\" d=\"M%d %sH%d\"/>".formatted(LEFT, height, WIDTH - RIGHT));
                    html.append("<text x=\"%d\" y=\"%s\" dy=\"-4\" text-anchor=\"end\">%s</text>\n"
                            .formatted(WIDTH - RIGHT, height, Html.escape(level.label())));
                }
            }
        }
    }

    // Transparent dots with a title, which browsers show while the pointer is over them.
    private void hover(StringBuilder html, Series series, boolean named, Axis x, Axis y) {
        for (int i : CurvePoints.spread(series.ys(), MOST_HOVERED)) {
            double value = series.ys().get(i);
            if (Double.isFinite(value)) {
                html.append("<circle class=\"hover\" cx=\"%s\" cy=\"%s\" r=\"6\"><title>%s%s %s: %s%s</title></circle>"
                        .formatted(
                                number(along(x, series.xs().get(i))),
                                number(down(y, value)),
                                named ? Html.escape(series.name()) + ", " : "",
                                Html.escape(across),
                                NumberText.of(series.xs().get(i)),
                                NumberText.of(value),
                                series.hasBand()
                                        ? " (%s to %s)"
                                                .formatted(
                                                        NumberText.of(
                                                                series.lows().get(i)),
                                                        NumberText.of(
                                                                series.highs().get(i)))
                                        : ""));
            }
        }
        html.append('\n');
    }

    private void grid(StringBuilder html, Axis x, Axis y) {
        int right = WIDTH - RIGHT;
        int bottom = HEIGHT - BOTTOM;
        for (double tick : y.ticks()) {
            String height = number(down(y, tick));
            html.append("<path class=\"grid\" d=\"M%d %sH%d\"/>".formatted(LEFT, height, right));
            html.append("<text x=\"%d\" y=\"%s\" dy=\"4\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 6, height, y.label(tick)));
        }
        for (double tick : x.ticks()) {
            if (x.step() >= 1 || tick == Math.rint(tick)) {
                html.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                        .formatted(number(along(x, tick)), bottom + 15, NumberText.of(tick)));
            }
        }
        html.append("<path class=\"axis\" d=\"M%d %dH%d\"/>".formatted(LEFT, bottom, right));
        html.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" class=\"unit\">%s</text>\n"
                .formatted(right, HEIGHT - 5, Html.escape(across)));
    }

    // Along the upper bounds and back along the lower ones; points without bounds are omitted.
    private static void band(StringBuilder html, Series series, int style, Axis x, Axis y) {
        if (!series.hasBand()) {
            return;
        }
        List<Integer> points = IntStream.range(0, series.xs().size())
                .filter(i -> Double.isFinite(series.lows().get(i))
                        && Double.isFinite(series.highs().get(i)))
                .boxed()
                .toList();
        StringBuilder path = new StringBuilder();
        for (int i : points) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(number(along(x, series.xs().get(i))))
                    .append(' ')
                    .append(number(down(y, series.highs().get(i))));
        }
        for (int i : points.reversed()) {
            path.append('L')
                    .append(number(along(x, series.xs().get(i))))
                    .append(' ')
                    .append(number(down(y, series.lows().get(i))));
        }
        html.append("<path class=\"band%d\" d=\"%sZ\"/>\n".formatted(style, path));
    }

    private static void line(StringBuilder html, Series series, int style, Axis x, Axis y) {
        StringBuilder path = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        int count = series.xs().size();
        boolean pen = false;
        for (int i : CurvePoints.kept(series.ys(), MOST_POINTS)) {
            double value = series.ys().get(i);
            if (!Double.isFinite(value)) {
                pen = false;
                continue;
            }
            String across = number(along(x, series.xs().get(i)));
            String height = number(down(y, value));
            path.append(pen ? 'L' : 'M').append(across).append(' ').append(height);
            if (count <= MOST_DOTS) {
                dots.append("<circle class=\"d%d\" cx=\"%s\" cy=\"%s\" r=\"2.4\"/>".formatted(style, across, height));
            }
            pen = true;
        }
        html.append("<path class=\"s%d\" d=\"%s\"/>".formatted(style, path))
                .append(dots)
                .append('\n');
    }

    private static Axis axis(List<Double> values, int ticks) {
        double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        boolean nearZero = low > 0 && low < high * 0.5; // then start at zero, which misleads less
        return Axis.over(nearZero ? 0 : low, high, ticks);
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
