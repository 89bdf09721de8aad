package dev.diptych.report.html;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The data of a chart as a table, which is shown on request.
final class ChartData {

    private ChartData() {}

    /// A row for each position, with the value of each series. Of many positions, evenly spaced ones are listed.
    ///
    /// @param across label of the positions
    static String of(String across, List<LineChart.Series> series, int most) {
        TreeMap<Double, double[]> rows = new TreeMap<>();
        for (int column = 0; column < series.size(); column++) {
            LineChart.Series each = series.get(column);
            for (int i = 0; i < each.xs().size(); i++) {
                double[] row = rows.computeIfAbsent(each.xs().get(i), _ -> missing(series.size()));
                row[column] = each.ys().get(i);
            }
        }
        List<Double> positions = List.copyOf(rows.keySet());
        List<Integer> shown = CurvePoints.spread(positions, most);
        StringBuilder html = new StringBuilder("<details class=\"data\">\n<summary>Data%s</summary>\n"
                .formatted(shown.size() < positions.size() ? " (%d of %d rows)".formatted(shown.size(), positions.size()) : ""));
        html.append("<table>\n<thead><tr><th scope=\"col\">%s</th>".formatted(Html.escape(across)));
        series.forEach(each -> html.append("<th scope=\"col\">%s</th>".formatted(Html.escape(each.name()))));
        html.append("</tr></thead>\n<tbody>\n");
        for (int index : shown) {
            double position = positions.get(index);
            html.append("<tr><th scope=\"row\">%s</th>".formatted(NumberText.of(position)));
            for (double value : rows.getOrDefault(position, missing(series.size()))) {
                html.append("<td>%s</td>".formatted(NumberText.of(value)));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody>\n</table>\n</details>\n").toString();
    }

    private static double[] missing(int columns) {
        double[] row = new double[columns];
        Arrays.fill(row, Double.NaN);
        return row;
    }
}
