package dev.diptych.report.html;

import java.util.List;
import java.util.Locale;

/// Line chart with a common horizontal axis, as an inline SVG with a legend.
///
/// @param across label of the horizontal axis, such as `step`
public record LineChart(String title, String across, List<Series> series) {

    /// @param xs ascending
    /// @param ys values; a non-finite value interrupts the line
    public record Series(String name, List<Double> xs, List<Double> ys) {

        boolean drawable() {
            return ys.stream().anyMatch(Double::isFinite);
        }

        double last() {
            return ys.stream().filter(Double::isFinite).reduce(Double.NaN, (earlier, later) -> later);
        }
    }

    private static final int WIDTH = 360;
    private static final int HEIGHT = 214;
    private static final int LEFT = 48;
    private static final int RIGHT = 20;
    private static final int TOP = 8;
    private static final int BOTTOM = 36;

    /// Longer lines are thinned to the lowest and highest point of each segment, so that spikes are preserved.
    private static final int MOST_POINTS = 600;

    /// Up to this number of points are marked by dots.
    private static final int MOST_DOTS = 40;

    /// The chart; empty if no series has a value.
    public String toHtml() {
        List<Series> drawn = series.stream().filter(Series::drawable).toList();
        if (drawn.isEmpty()) {
            return "";
        }
        Axis x = axis(drawn.stream().flatMap(s -> s.xs().stream()).toList(), 5);
        Axis y = axis(
                drawn.stream()
                        .flatMap(s -> s.ys().stream())
                        .filter(Double::isFinite)
                        .toList(),
                4);
        StringBuilder html = new StringBuilder("<figure class=\"chart\">\n<figcaption>");
        html.append(Html.escape(title)).append("</figcaption>\n");
        html.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, Html.escape(title + " by " + across)));
        grid(html, x, y);
        for (int i = 0; i < drawn.size(); i++) {
            line(html, drawn.get(i), i % 6, x, y);
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
        return html.append("</ul>\n</figure>\n").toString();
    }

    private void grid(StringBuilder html, Axis x, Axis y) {
        int right = WIDTH - RIGHT;
        int bottom = HEIGHT - BOTTOM;
        for (double tick : y.ticks()) {
            String height = number(down(y, tick));
            html.append("<path class=\"grid\" d=\"M%d %sH%d\"/>".formatted(LEFT, height, right));
            html.append("<text x=\"%d\" y=\"%s\" dy=\"4\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 6, height, NumberText.of(tick)));
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
