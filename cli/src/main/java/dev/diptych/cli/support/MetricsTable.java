package dev.diptych.cli.support;

import dev.diptych.report.ConfidenceBounds;
import dev.diptych.report.Metrics;
import dev.diptych.report.html.MetricDescription;
import dev.diptych.report.html.NumberText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Prints metrics as text for people: labels, units, 95 % confidence intervals, chance levels and
/// the numbers of queries and candidates, in groups; what describes the run and not the model comes
/// last. `--json` contains every value.
public final class MetricsTable {

    private static final String CHANCE = "_chance";
    private static final String QUERIES = ".queries";
    private static final String CANDIDATES = ".candidates";
    private static final String TRAINING = "train.";

    /// Shares of the wall-clock time are in the report and in the JSON.
    private static final String SHARES = "train.share.";

    /// What is lost of the captions is said in a line when they are read.
    private static final String CAPTIONS = "captions.";

    private MetricsTable() {}

    public static void print(PrintWriter out, Metrics metrics) {
        Map<String, List<String[]>> groups = new LinkedHashMap<>();
        Map<String, List<String>> counts = new LinkedHashMap<>();
        List<String[]> training = new ArrayList<>();
        for (Map.Entry<String, Double> each : metrics.values().entrySet()) {
            String name = each.getKey();
            boolean elsewhere = name.startsWith(SHARES) || name.startsWith(CAPTIONS);
            if (ConfidenceBounds.isBound(metrics, name) || name.endsWith(CHANCE) || elsewhere) {
                continue;
            }
            String group = MetricDescription.group(name);
            if (name.endsWith(CANDIDATES)) {
                continue; // with the number of queries
            }
            if (name.endsWith(QUERIES)) {
                counts.computeIfAbsent(group, _ -> new ArrayList<>()).add(count(metrics, name, each.getValue()));
            } else if (name.startsWith(TRAINING)) {
                training.add(row(metrics, name, each.getValue()));
            } else {
                groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(row(metrics, name, each.getValue()));
            }
        }
        if (!training.isEmpty()) {
            groups.put(MetricDescription.group(TRAINING), training);
        }
        int[] widths = widths(groups);
        groups.forEach((group, rows) -> {
            out.println(group);
            counts.getOrDefault(group, List.of()).forEach(line -> out.println("  " + line));
            rows.forEach(cells -> out.println(line(cells, widths)));
        });
        out.flush();
    }

    // Label, value with unit, interval, chance level.
    private static String[] row(Metrics metrics, String name, double value) {
        MetricDescription measure = MetricDescription.of(name);
        Optional<ConfidenceBounds> bounds = ConfidenceBounds.of(metrics, name);
        OptionalDouble chance = metrics.get(name + CHANCE);
        return new String[] {
            measure.label(),
            bounds.map(each -> NumberText.of(value, each.low(), each.high()))
                            .orElseGet(() -> NumberText.of(value, measure.unit()))
                    + unit(measure),
            bounds.map(each -> "95 % CI " + NumberText.of(each.low(), each.low(), each.high()) + " to "
                            + NumberText.of(each.high(), each.low(), each.high()))
                    .orElse(""),
            chance.isPresent() ? "chance " + NumberText.of(chance.getAsDouble(), measure.unit()) + unit(measure) : ""
        };
    }

    private static String unit(MetricDescription measure) {
        return measure.unit().isEmpty() || measure.unit().equals("s") ? "" : " " + measure.unit();
    }

    private static String count(Metrics metrics, String name, double queries) {
        String prefix = name.substring(0, name.length() - QUERIES.length());
        String direction =
                prefix.contains(".") ? prefix.substring(prefix.indexOf('.') + 1).replace('_', ' ') + ": " : "";
        String candidates = metrics.get(prefix + CANDIDATES).isPresent()
                ? ", " + NumberText.of(metrics.get(prefix + CANDIDATES).getAsDouble(), "") + " candidates"
                : "";
        return direction + NumberText.of(queries, "") + " queries" + candidates;
    }

    private static int[] widths(Map<String, List<String[]>> groups) {
        int[] widths = new int[4];
        groups.values()
                .forEach(rows -> rows.forEach(cells -> {
                    for (int i = 0; i < cells.length; i++) {
                        widths[i] = Math.max(widths[i], cells[i].length());
                    }
                }));
        return widths;
    }

    private static String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder("  ");
        for (int i = 0; i < cells.length; i++) {
            String space = " ".repeat(widths[i] - cells[i].length());
            line.append(i == 1 ? space + cells[i] : cells[i] + space).append("  ");
        }
        return line.toString().stripTrailing();
    }
}
