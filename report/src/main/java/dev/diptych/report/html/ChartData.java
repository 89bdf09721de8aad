package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The data of a chart as a table, which is shown on request.
final class ChartData {

    private ChartData() {}

    /// A row for each position, with the value of each series. Of many positions, evenly spaced
    /// ones are listed.
    ///
    /// @param across label of the positions
    static String of(String across, List<LineChart.Series> series, int most) {
        List<Column> all = series.stream().flatMap(ChartData::columns).toList();
        TreeMap<Double, double[]> rows = new TreeMap<>();
        for (int column = 0; column < all.size(); column++) {
            Column each = all.get(column);
            for (int i = 0; i < each.xs().size(); i++) {
                double[] row = rows.computeIfAbsent(each.xs().get(i), _ -> missing(all.size()));
                row[column] = each.values().get(i);
            }
        }
        List<Double> positions = List.copyOf(rows.keySet());
        List<Integer> shown = CurvePoints.spread(positions, most);
        String summary = shown.size() < positions.size()
                ? "Data (%d of %d rows)".formatted(shown.size(), positions.size())
                : "Data";
        List<String> columns = new ArrayList<>(List.of(across));
        all.forEach(each -> columns.add(each.name()));
        List<List<String>> texts = new ArrayList<>();
        for (int index : shown) {
            double position = positions.get(index);
            List<String> row = new ArrayList<>(List.of(NumberText.of(position)));
            for (double value : rows.getOrDefault(position, missing(all.size()))) {
                row.add(NumberText.of(value));
            }
            texts.add(row);
        }
        return DataTable.toHtml(summary, columns, texts);
    }

    private record Column(String name, List<Double> xs, List<Double> values) {}

    // The values of a series, and the bounds of its band.
    private static Stream<Column> columns(LineChart.Series series) {
        Column values = new Column(series.name(), series.xs(), series.ys());
        return series.hasBand()
                ? Stream.of(
                        values,
                        new Column(series.name() + ", low", series.xs(), series.lows()),
                        new Column(series.name() + ", high", series.xs(), series.highs()))
                : Stream.of(values);
    }

    private static double[] missing(int columns) {
        double[] row = new double[columns];
        Arrays.fill(row, Double.NaN);
        return row;
    }
}
