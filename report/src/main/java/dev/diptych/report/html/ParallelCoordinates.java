package dev.diptych.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Chart with a vertical axis for each dimension and a line for each item that joins its values, as
/// an inline SVG with values on hovering and its data as a table.
///
/// @param dimensions names of the axes
/// @param items the lines, the best first, which is emphasised
public record ParallelCoordinates(String title, List<String> dimensions, List<Item> items) {

    private static final int WIDTH = 420;
    private static final int HEIGHT = 230;
    private static final int SIDE = 46;
    private static final int TOP = 34;
    private static final int BOTTOM = 20;

    public ParallelCoordinates {
        dimensions = List.copyOf(dimensions);
        items = List.copyOf(items);
    }

    /// @param name of the item, for its title
    /// @param values text of its value in each dimension
    public record Item(String name, List<String> values) {

        public Item {
            values = List.copyOf(values);
        }
    }

    /// One axis: the positions of its values, 0 (bottom) to 1.
    private record Scale(List<String> labels, List<Double> positions) {

        // Numbers are spaced by their values or, if they span more than a factor of 50, by their
        // logarithms; other values are spaced evenly in the order of their first occurrence.
        static Scale of(List<String> values) {
            List<String> distinct = values.stream().distinct().toList();
            if (!distinct.stream().allMatch(Scale::isNumber)) {
                List<Double> even = IntStream.range(0, distinct.size())
                        .mapToObj(i -> distinct.size() == 1 ? 0.5 : (double) i / (distinct.size() - 1))
                        .toList();
                return new Scale(distinct, even);
            }
            TreeSet<Double> numbers = new TreeSet<>();
            distinct.forEach(value -> numbers.add(number(value)));
            double low = numbers.first();
            double high = numbers.last();
            boolean logarithmic = low > 0 && high / low > 50;
            List<Double> positions = distinct.stream()
                    .map(value -> {
                        double number = number(value);
                        return low == high
                                ? 0.5
                                : logarithmic
                                        ? Math.log(number / low) / Math.log(high / low)
                                        : (number - low) / (high - low);
                    })
                    .toList();
            return new Scale(distinct, positions);
        }

        private static boolean isNumber(String value) {
            try {
                return Double.isFinite(number(value));
            } catch (NumberFormatException word) {
                return false;
            }
        }

        // Reports write negative numbers with a minus sign.
        private static double number(String value) {
            return Double.parseDouble(value.replace('\u2212', '-'));
        }

        double position(String value) {
            return positions.get(labels.indexOf(value));
        }
    }

    /// The chart; empty with fewer than two dimensions or items.
    public String toHtml() {
        if (dimensions.size() < 2 || items.size() < 2) {
            return "";
        }
        List<Scale> scales = IntStream.range(0, dimensions.size())
                .mapToObj(i -> Scale.of(
                        items.stream().map(item -> item.values().get(i)).toList()))
                .toList();
        StringBuilder html = new StringBuilder("<figure class=\"chart spread parallel\">\n<figcaption>%s</figcaption>\n"
                .formatted(Html.escape(title)));
        html.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(WIDTH, HEIGHT, Html.escape(title)));
        for (int i = items.size() - 1; i >= 0; i--) { // the best one on top
            line(html, items.get(i), i == 0, scales);
        }
        for (int i = 0; i < dimensions.size(); i++) {
            axis(html, i, scales.get(i));
        }
        return html.append("</svg>\n").append(data()).append("</figure>\n").toString();
    }

    private double across(int dimension) {
        return SIDE + dimension * (double) (WIDTH - 2 * SIDE) / (dimensions.size() - 1);
    }

    private static double down(double position) {
        return HEIGHT - BOTTOM - position * (HEIGHT - TOP - BOTTOM);
    }

    private void axis(StringBuilder html, int dimension, Scale scale) {
        String across = number(across(dimension));
        html.append("<path class=\"axis\" d=\"M%s %dV%d\"/>".formatted(across, TOP, HEIGHT - BOTTOM));
        html.append("<text x=\"%s\" y=\"14\" text-anchor=\"middle\">%s</text>\n"
                .formatted(across, Html.escape(dimensions.get(dimension))));
        double last = Double.NaN;
        List<Integer> order = IntStream.range(0, scale.labels().size())
                .boxed()
                .sorted((a, b) -> Double.compare(
                        scale.positions().get(a), scale.positions().get(b)))
                .toList();
        for (int index : order) {
            double down = down(scale.positions().get(index));
            if (Double.isNaN(last) || last - down > 12) { // labels must not overlap
                html.append("<text x=\"%s\" y=\"%s\" dy=\"3\" text-anchor=\"end\">%s</text>\n"
                        .formatted(
                                number(across(dimension) - 4),
                                number(down),
                                Html.escape(scale.labels().get(index))));
                last = down;
            }
        }
    }

    private void line(StringBuilder html, Item item, boolean best, List<Scale> scales) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < dimensions.size(); i++) {
            path.append(i == 0 ? 'M' : 'L')
                    .append(number(across(i)))
                    .append(' ')
                    .append(number(down(scales.get(i).position(item.values().get(i)))));
        }
        StringBuilder words = new StringBuilder(item.name());
        for (int i = 0; i < dimensions.size(); i++) {
            words.append(", ")
                    .append(dimensions.get(i))
                    .append(' ')
                    .append(item.values().get(i));
        }
        html.append("<path class=\"%s\"%s d=\"%s\"><title>%s</title></path>\n"
                .formatted(
                        best ? "s1" : "s0",
                        best ? " style=\"stroke-dasharray:none\"" : " opacity=\".55\"",
                        path,
                        Html.escape(words.toString())));
    }

    private String data() {
        List<String> columns = new ArrayList<>(List.of(""));
        columns.addAll(dimensions);
        List<List<String>> rows = new ArrayList<>();
        for (Item item : items) {
            List<String> row = new ArrayList<>(List.of(item.name()));
            row.addAll(item.values());
            rows.add(row);
        }
        return DataTable.toHtml("Data", columns, rows);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
