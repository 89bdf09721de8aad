package dev.diptych.train.search;

import dev.diptych.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The table of a search as Markdown, independent of machine and time.
public final class SearchTable {

    private SearchTable() {}

    /// The candidates, best first.
    public static String markdown(SearchResult result) {
        List<String> head = new ArrayList<>();
        head.add("#");
        result.plan().grids().forEach(grid -> head.add(grid.key()));
        head.addAll(List.of("mean", "spread"));
        result.plan().seeds().forEach(seed -> head.add("seed " + seed));
        head.add("epochs");
        head.add("compared with the best");
        List<List<String>> cells = new ArrayList<>();
        for (CandidateRow row : result.rows()) {
            List<String> line = new ArrayList<>();
            line.add(Integer.toString(row.number()));
            line.addAll(values(row));
            line.add(figure(row.mean()));
            line.add(figure(row.spread()));
            row.values().forEach(value -> line.add(figure(value)));
            line.add(Integer.toString(row.epochs()) + (row.failed() == 0 ? "" : " (" + row.failed() + " failed)"));
            line.add(compared(result, row));
            cells.add(line);
        }
        return """
                %s on validation data, best epoch of each trial%s: mean and standard deviation over %s.
                Best first; test data were not used.
                %s
                """.formatted(
                                result.metric().name(),
                                lowerIsBetter(result),
                                seeds(result.plan()),
                                SearchPage.certainty(result).stream()
                                        .map(line -> line + "\n")
                                        .collect(Collectors.joining()))
                + table(head, cells);
    }

    /// How a candidate compares with the winner.
    static String compared(SearchResult result, CandidateRow row) {
        return row.equals(result.winner())
                ? "best"
                : result.verdict(row).map(Verdict::text).orElse("–");
    }

    /// The values of the grids' keys; a learned temperature with its final value.
    static List<String> values(CandidateRow row) {
        return row.candidate().values().entrySet().stream()
                .map(value -> value.getKey().equals(Candidate.TEMPERATURE)
                                && value.getValue().equals(Candidate.LEARNED)
                        ? "learned (" + NumberList.write(row.meanTemperature()) + ")"
                        : value.getValue())
                .toList();
    }

    /// `12.3 ± 0.4`
    static String meanAndSpread(CandidateRow row) {
        return figure(row.mean()) + (Double.isNaN(row.spread()) ? "" : " ± " + figure(row.spread()));
    }

    static String seeds(SearchPlan plan) {
        return (plan.seeds().size() == 1 ? "seed " : "seeds ")
                + plan.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String lowerIsBetter(SearchResult result) {
        return result.metric().largerIsBetter() ? "" : " (lower is better)";
    }

    static String figure(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String table(List<String> head, List<List<String>> cells) {
        List<List<String>> all = new ArrayList<>();
        all.add(head);
        all.addAll(cells);
        int[] widths = new int[head.size()];
        for (List<String> line : all) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(
                        Math.max(3, widths[column]), escape(line.get(column)).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (int number = 0; number < all.size(); number++) {
            for (int column = 0; column < widths.length; column++) {
                table.append("| ")
                        .append(String.format(
                                "%-" + widths[column] + "s ",
                                escape(all.get(number).get(column))));
            }
            table.append("|\n");
            if (number == 0) {
                for (int width : widths) {
                    table.append('|').repeat('-', width + 2);
                }
                table.append("|\n");
            }
        }
        return table.toString();
    }

    private static String escape(String cell) {
        return cell.replace("|", "\\|");
    }
}
