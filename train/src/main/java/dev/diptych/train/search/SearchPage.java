package dev.diptych.train.search;

import dev.diptych.evaluate.comparison.SeedComparison;
import dev.diptych.report.html.Origin;
import dev.diptych.train.recipe.RecipeWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Creates the report from the result of a search.
final class SearchPage {

    private static final int MOST_LINES = 6;

    private SearchPage() {}

    static void write(SearchDirectory directory, SearchResult result, Map<String, String> versions) {
        Grid first = result.plan().grids().getFirst();
        SearchReport.write(
                directory.report(),
                new SearchReport(
                        directory
                                .path()
                                .toAbsolutePath()
                                .normalize()
                                .getFileName()
                                .toString(),
                        new Origin(
                                result.plan().command(),
                                versions,
                                result.plan().seeds().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")),
                                Map.of("training and validation", result.dataDigest())),
                        result.metric().name(),
                        first.key(),
                        first.values() instanceof Grid.Values.Range range && range.logarithmic(),
                        summary(result),
                        result.plan().grids().stream().map(Grid::key).toList(),
                        result.plan().seeds(),
                        result.rows().stream().map(row -> line(result, row)).toList(),
                        groups(result),
                        RecipeWriter.write(result.best())));
    }

    private static SearchReport.Line line(SearchResult result, CandidateRow row) {
        return new SearchReport.Line(
                row.number(),
                SearchTable.values(row),
                row.mean(),
                row.spread(),
                row.values(),
                row.epochs(),
                row.failed(),
                SearchTable.compared(result, row));
    }

    private static List<String> summary(SearchResult result) {
        List<String> summary = new ArrayList<>();
        summary.add(
                "%d candidates with %s, compared by %s on validation data: best epoch of each trial, mean over the seeds of each candidate. Test data were not used."
                        .formatted(
                                result.rows().size(),
                                SearchTable.seeds(result.plan()),
                                result.metric().name()));
        summary.addAll(certainty(result));
        Halving halving = result.plan().halving();
        if (halving != null) {
            summary.add(
                    "Successive halving: one in %d continued after epochs %s; dropped candidates are shown with their number of epochs."
                            .formatted(
                                    halving.factor(),
                                    String.join(
                                            ", ",
                                            halving.rungs(result.base().train().epochs()).stream()
                                                    .map(String::valueOf)
                                                    .toList())));
        }
        return summary;
    }

    /// Whether the winner can be told apart from the other candidates.
    static List<String> certainty(SearchResult result) {
        List<CandidateRow> rivals = result.rivals();
        if (rivals.isEmpty()) {
            return List.of();
        }
        int seeds = result.plan().seeds().size();
        List<String> lines = new ArrayList<>();
        if (seeds == 1) {
            lines.add("With a single seed, the variation between seeds is unknown: a small difference may be chance.");
            if (result.paired().isEmpty()) {
                return lines;
            }
        }
        SeedComparison spread = result.seeds();
        String by = seeds == 1
                ? "on the same validation queries"
                : Double.isNaN(spread.threshold())
                        ? "%d seeds give equal values, which tell nothing about the spread".formatted(seeds)
                        : "%d seeds, spread pooled over the candidates %s, differences below %s may be chance"
                                .formatted(
                                        seeds,
                                        SearchTable.figure(spread.spread()),
                                        SearchTable.figure(spread.threshold()));
        List<CandidateRow> equal = result.notDistinguishable();
        lines.add(
                equal.isEmpty()
                        ? "Each of the %d other candidates is worse than the winner (%s).".formatted(rivals.size(), by)
                        : "%d of %d other candidates %s not distinguishable from the winner (%s): %s."
                                .formatted(
                                        equal.size(),
                                        rivals.size(),
                                        equal.size() == 1 ? "is" : "are",
                                        by,
                                        equal.stream()
                                                        .limit(MOST_LINES)
                                                        .map(row -> "#" + row.number())
                                                        .collect(Collectors.joining(", "))
                                                + (equal.size() > MOST_LINES ? ", ..." : "")));
        return lines;
    }

    // One line for each combination of the other grids' values if there are few; otherwise all points form one
    // group.
    private static List<SearchReport.Group> groups(SearchResult result) {
        String key = result.plan().grids().getFirst().key();
        Map<String, List<SearchReport.Point>> fixed = new LinkedHashMap<>();
        List<SearchReport.Point> learned = new ArrayList<>();
        List<CandidateRow> rows = result.rows().stream()
                .sorted((a, b) -> Integer.compare(a.number(), b.number()))
                .toList();
        int longest = rows.stream().mapToInt(CandidateRow::epochs).max().orElse(0);
        for (CandidateRow row : rows) {
            boolean whole = result.plan().halving() == null || row.epochs() == longest;
            if (row.candidate().learnsTemperature() && key.equals(Candidate.TEMPERATURE)) {
                learned.add(point(row, NumberList.write(row.meanTemperature()), whole));
            } else {
                fixed.computeIfAbsent(others(row, key), _ -> new ArrayList<>())
                        .add(point(row, String.valueOf(row.candidate().values().get(key)), whole));
            }
        }
        List<SearchReport.Group> groups = new ArrayList<>();
        if (fixed.size() > MOST_LINES - 1 || result.plan().random() != null && fixed.size() > 1) {
            groups.add(new SearchReport.Group(
                    "all candidates",
                    false,
                    fixed.values().stream().flatMap(List::stream).toList()));
        } else {
            fixed.forEach((name, points) ->
                    groups.add(new SearchReport.Group(name.isEmpty() ? "fixed " + key : name, true, points)));
        }
        if (!learned.isEmpty()) {
            groups.add(new SearchReport.Group("learned (final value)", false, learned));
        }
        return groups;
    }

    private static SearchReport.Point point(CandidateRow row, String value, boolean whole) {
        OptionalDouble number = NumberList.read(value);
        return new SearchReport.Point(value, number.orElse(Double.NaN), row.mean(), row.spread(), row.values(), whole);
    }

    private static String others(CandidateRow row, String key) {
        List<String> words = new ArrayList<>();
        row.candidate().values().forEach((other, value) -> {
            if (!other.equals(key)) {
                words.add(other.substring(other.lastIndexOf('.') + 1) + " " + value);
            }
        });
        return String.join(", ", words);
    }
}
