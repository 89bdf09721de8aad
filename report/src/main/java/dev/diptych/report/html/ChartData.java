package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The data of a chart as a table, which is shown on request.
final class ChartData {

    private ChartData() {}

    /// A row for each position, with the value of each series. Of many positions, evenly spaced
    /// ones are listed.
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
        String summary = shown.size() < positions.size()
                ? "Data (%d of %d rows)".formatted(shown.size(), positions.size())
                : "Data";
        List<String> columns = new ArrayList<>(List.of(across));
        series.forEach(each -> columns.add(each.name()));
        List<List<String>> texts = new ArrayList<>();
        for (int index : shown) {
            double position = positions.get(index);
            List<String> row = new ArrayList<>(List.of(NumberText.of(position)));
            for (double value : rows.getOrDefault(position, missing(series.size()))) {
                row.add(NumberText.of(value));
            }
            texts.add(row);
        }
        return DataTable.toHtml(summary, columns, texts);
    }

    private static double[] missing(int columns) {
        double[] row = new double[columns];
        Arrays.fill(row, Double.NaN);
        return row;
    }
}
