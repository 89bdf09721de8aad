package dev.diptych.train.search;

import dev.diptych.report.html.Axis;
import dev.diptych.report.html.DataTable;
import dev.diptych.report.html.Html;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Chart of a metric by a setting: the mean over the seeds of each candidate, an error bar of one standard deviation,
/// and a small dot per seed. Candidates that were not trained to the end are pale.
///
/// @param logarithmic whether the horizontal axis is logarithmic; requires values above 0
record SpreadChart(String metric, String across, boolean logarithmic, List<SearchReport.Group> groups) {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 250;
    private static final int LEFT = 44;
    private static final int RIGHT = 16;
    private static final int TOP = 12;
    private static final int BOTTOM = 40;
    private static final int TICK_WIDTH = 54;
    private static final int STYLES = 6;

    static SpreadChart of(SearchReport report) {
        return new SpreadChart(report.metric(), report.key(), report.logarithmic(), report.groups());
    }

    /// The chart; empty if no candidate has a value.
    String toHtml() {
        List<SearchReport.Point> drawn =
                points().filter(point -> Double.isFinite(point.mean())).toList();
        if (drawn.isEmpty()) {
            return "";
        }
        Horizontal x = horizontal(drawn);
        Axis y = vertical(drawn);
        MetricDescription measure = MetricDescription.of(metric);
        String title = measure.label() + (measure.unit().isEmpty() ? "" : ", " + measure.unit()) + ", by " + across;
        StringBuilder html = new StringBuilder("<figure class=\"chart spread\">\n<figcaption>");
        html.append(Html.escape(title)).append("</figcaption>\n");
        html.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, Html.escape(title)));
        grid(html, x, y);
        for (int i = 0; i < groups.size(); i++) {
            group(html, groups.get(i), i % STYLES, x, y);
        }
        html.append("</svg>\n<ul class=\"legend\">\n");
        for (int i = 0; i < groups.size(); i++) {
            html.append(
                    "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"s%d\" d=\"M0 4H24\"/><circle class=\"d%d\" cx=\"12\" cy=\"4\" r=\"3.5\"/></svg>%s</li>\n"
                            .formatted(
                                    i % STYLES,
                                    i % STYLES,
                                    Html.escape(groups.get(i).name())));
        }
        html.append("<li>error bar: one standard deviation over the seeds; small dots: single seeds</li>\n</ul>\n");
        return html.append(data()).append("</figure>\n").toString();
    }

    private String data() {
        List<List<String>> rows = new ArrayList<>();
        for (SearchReport.Group group : groups) {
            for (SearchReport.Point point : group.points()) {
                rows.add(List.of(
                        point.label(), group.name(), NumberText.of(point.mean()), NumberText.of(point.spread())));
            }
        }
        return DataTable.toHtml("Data", List.of(across, "group", "mean", "spread"), rows);
    }

    private Stream<SearchReport.Point> points() {
        return groups.stream().flatMap(group -> group.points().stream());
    }

    private void grid(StringBuilder html, Horizontal x, Axis y) {
        int right = WIDTH - RIGHT;
        int bottom = HEIGHT - BOTTOM;
        for (double tick : y.ticks()) {
            String height = number(down(y, tick));
            html.append("<path class=\"grid\" d=\"M%d %sH%d\"/>".formatted(LEFT, height, right));
            html.append("<text x=\"%d\" y=\"%s\" dy=\"3\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 6, height, y.label(tick)));
        }
        double last = Double.NEGATIVE_INFINITY;
        for (Map.Entry<String, Double> tick : x.ticks().entrySet()) {
            double place = x.along(tick.getValue());
            html.append("<path class=\"axis\" d=\"M%s %dV%d\"/>".formatted(number(place), bottom, bottom + 4));
            if (place - last >= TICK_WIDTH) {
                html.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                        .formatted(number(place), bottom + 16, Html.escape(tick.getKey())));
                last = place;
            }
        }
        html.append("<path class=\"axis\" d=\"M%d %dH%d\"/>".formatted(LEFT, bottom, right));
        html.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\" class=\"unit\">%s</text>\n"
                .formatted(right, HEIGHT - 5, Html.escape(across)));
    }

    private static void group(StringBuilder html, SearchReport.Group group, int style, Horizontal x, Axis y) {
        StringBuilder path = new StringBuilder();
        StringBuilder marks = new StringBuilder();
        for (SearchReport.Point point : x.ordered(group.points())) {
            if (!Double.isFinite(point.mean())) {
                continue;
            }
            String across = number(x.along(x.place(point)));
            String height = number(down(y, point.mean()));
            if (point.whole()) {
                path.append(path.isEmpty() ? 'M' : 'L')
                        .append(across)
                        .append(' ')
                        .append(height);
            }
            marks.append(point.whole() ? "<g>" : "<g opacity=\"0.35\">");
            if (Double.isFinite(point.spread())) {
                marks.append("<path class=\"s%d\" style=\"stroke-dasharray:none\" d=\"M%s %sV%s\"/>"
                        .formatted(
                                style,
                                across,
                                number(down(y, point.mean() - point.spread())),
                                number(down(y, point.mean() + point.spread()))));
            }
            for (double value : point.values()) {
                if (Double.isFinite(value) && point.values().size() > 1) {
                    marks.append("<circle class=\"d%d\" cx=\"%s\" cy=\"%s\" r=\"1.4\" opacity=\"0.6\"/>"
                            .formatted(style, across, number(down(y, value))));
                }
            }
            marks.append("<circle class=\"d%d\" cx=\"%s\" cy=\"%s\" r=\"3\"><title>%s: %s</title></circle></g>\n"
                    .formatted(style, across, height, Html.escape(point.label()), NumberText.of(point.mean())));
        }
        if (group.joined() && !path.isEmpty()) {
            html.append("<path class=\"s%d\" d=\"%s\"/>\n".formatted(style, path));
        }
        html.append(marks);
    }

    private static Axis vertical(List<SearchReport.Point> drawn) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (SearchReport.Point point : drawn) {
            double spread = Double.isFinite(point.spread()) ? point.spread() : 0;
            List<Double> all = new ArrayList<>(point.values());
            all.add(point.mean() - spread);
            all.add(point.mean() + spread);
            for (double value : all) {
                low = Double.isFinite(value) ? Math.min(low, value) : low;
                high = Double.isFinite(value) ? Math.max(high, value) : high;
            }
        }
        return Axis.over(low, high, 6);
    }

    private Horizontal horizontal(List<SearchReport.Point> drawn) {
        boolean numbers = drawn.stream().allMatch(point -> Double.isFinite(point.x()));
        boolean log = numbers && logarithmic && drawn.stream().allMatch(point -> point.x() > 0);
        Map<String, Double> ticks = new LinkedHashMap<>();
        if (numbers) {
            drawn.stream()
                    .filter(point ->
                            groups.size() == 1 || groups.getFirst().points().contains(point))
                    .sorted((a, b) -> Double.compare(a.x(), b.x()))
                    .forEach(point -> ticks.put(NumberText.of(point.x()), log ? Math.log(point.x()) : point.x()));
        } else {
            drawn.forEach(point -> ticks.putIfAbsent(point.label(), (double) ticks.size()));
        }
        List<Double> places = drawn.stream()
                .map(point ->
                        numbers ? (log ? Math.log(point.x()) : point.x()) : ticks.getOrDefault(point.label(), 0.0))
                .toList();
        double low = places.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = places.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double room = high > low ? (high - low) * 0.04 : 1;
        return new Horizontal(numbers, log, ticks, low - room, high + room);
    }

    /// The horizontal axis: numbers, their logarithms, or words in the given order.
    private record Horizontal(boolean numbers, boolean log, Map<String, Double> ticks, double low, double high) {

        double place(SearchReport.Point point) {
            return numbers ? (log ? Math.log(point.x()) : point.x()) : ticks.getOrDefault(point.label(), 0.0);
        }

        double along(double place) {
            return LEFT + (place - low) / (high - low) * (WIDTH - LEFT - RIGHT);
        }

        List<SearchReport.Point> ordered(List<SearchReport.Point> points) {
            return numbers
                    ? points.stream()
                            .sorted((a, b) -> Double.compare(a.x(), b.x()))
                            .toList()
                    : points;
        }
    }

    private static double down(Axis y, double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
