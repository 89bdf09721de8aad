package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Histogram of one or two distributions over the same bins, as an inline SVG with values on
/// hovering and its data as a table.
///
/// @param across label of the horizontal axis
/// @param low lower end of the first bin
/// @param width width of a bin
/// @param series the distributions: the share of each bin in per cent
public record Histogram(String title, String across, double low, double width, List<Series> series) {

    private static final int WIDTH = 360;
    private static final int HEIGHT = 214;
    private static final int LEFT = 48;
    private static final int RIGHT = 20;
    private static final int TOP = 8;
    private static final int BOTTOM = 36;

    public Histogram {
        series = List.copyOf(series);
    }

    /// A distribution.
    public record Series(String name, List<Double> shares) {

        public Series {
            shares = List.copyOf(shares);
        }
    }

    /// The chart; empty without values.
    public String toHtml() {
        int bins = series.isEmpty() ? 0 : series.getFirst().shares().size();
        double highest = series.stream()
                .flatMap(each -> each.shares().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        if (bins == 0 || !(highest > 0)) {
            return "";
        }
        Axis y = Axis.over(0, highest, 4);
        double high = low + bins * width;
        Axis ticks = Axis.over(low, high, 5);
        StringBuilder html = new StringBuilder(
                "<figure class=\"chart\">\n<figcaption>%s</figcaption>\n".formatted(Html.escape(title)));
        html.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, Html.escape(title)));
        for (double tick : y.ticks()) {
            html.append("<path class=\"grid\" d=\"M%d %sH%d\"/>".formatted(LEFT, number(down(y, tick)), WIDTH - RIGHT));
            html.append("<text x=\"%d\" y=\"%s\" dy=\"4\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 6, number(down(y, tick)), y.label(tick)));
        }
        for (double tick : ticks.ticks()) {
            if (tick >= low - 1e-9 && tick <= high + 1e-9) {
                html.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                        .formatted(number(along(tick, high)), HEIGHT - BOTTOM + 15, ticks.label(tick)));
            }
        }
        for (int i = 0; i < series.size(); i++) {
            bars(html, i, y, high);
        }
        html.append("<path class=\"axis\" d=\"M%d %dH%d\"/>".formatted(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT));
        html.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" class=\"unit\">%s</text>\n</svg>\n<ul class=\"legend\">\n"
                        .formatted(WIDTH - RIGHT, HEIGHT - 5, Html.escape(across)));
        for (int i = 0; i < series.size(); i++) {
            html.append(
                    "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><rect class=\"bar%d\" width=\"24\" height=\"8\"/></svg>%s</li>\n"
                            .formatted(i % 2, Html.escape(series.get(i).name())));
        }
        return html.append("</ul>\n").append(data()).append("</figure>\n").toString();
    }

    private void bars(StringBuilder html, int index, Axis y, double high) {
        Series each = series.get(index);
        for (int bin = 0; bin < each.shares().size(); bin++) {
            double share = each.shares().get(bin);
            if (share > 0) {
                double from = along(low + bin * width, high);
                double to = along(low + (bin + 1) * width, high);
                html.append(
                        "<rect class=\"bar%d\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>%s, %s to %s: %s&#160;%%</title></rect>\n"
                                .formatted(
                                        index % 2,
                                        number(from),
                                        number(down(y, share)),
                                        number(to - from),
                                        number(HEIGHT - BOTTOM - down(y, share)),
                                        Html.escape(each.name()),
                                        NumberText.of(low + bin * width),
                                        NumberText.of(low + (bin + 1) * width),
                                        NumberText.of(share)));
            }
        }
    }

    private String data() {
        List<String> columns = new ArrayList<>(List.of(across));
        series.forEach(each -> columns.add(each.name() + " (%)"));
        List<List<String>> rows = IntStream.range(0, series.getFirst().shares().size())
                .mapToObj(bin -> {
                    List<String> row = new ArrayList<>(List.of("%s to %s"
                            .formatted(NumberText.of(low + bin * width), NumberText.of(low + (bin + 1) * width))));
                    series.forEach(each -> row.add(NumberText.of(each.shares().get(bin))));
                    return row;
                })
                .toList();
        return DataTable.toHtml("Data", columns, rows);
    }

    private double along(double value, double high) {
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    }

    private static double down(Axis y, double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
