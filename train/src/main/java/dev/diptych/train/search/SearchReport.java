package dev.diptych.train.search;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.report.html.Origin;
import java.nio.file.Path;
import java.util.List;

/// Content of the report of a search.
///
/// @param origin provenance of the search
/// @param metric metric of the comparison
/// @param key key on the horizontal axis of the chart
/// @param logarithmic whether this axis is logarithmic
/// @param summary sentences below the heading
/// @param keys keys of the grids
/// @param lines the candidates, best first
/// @param groups the points of the chart
/// @param best recipe of the winner, as YAML
public record SearchReport(
        String title,
        Origin origin,
        String metric,
        String key,
        boolean logarithmic,
        List<String> summary,
        List<String> keys,
        List<Long> seeds,
        List<Line> lines,
        List<Group> groups,
        String best) {

    public SearchReport {
        summary = List.copyOf(summary);
        keys = List.copyOf(keys);
        seeds = List.copyOf(seeds);
        lines = List.copyOf(lines);
        groups = List.copyOf(groups);
    }

    /// A candidate.
    ///
    /// @param number position in the order of trials, from 1
    /// @param settings value of each key
    /// @param spread standard deviation over the seeds; NaN for a single one
    /// @param values metric for each seed; NaN if there is none
    /// @param failed number of failed trials
    /// @param compared how it compares with the best candidate
    public record Line(
            int number,
            List<String> settings,
            double mean,
            double spread,
            List<Double> values,
            int epochs,
            int failed,
            String compared) {}

    /// A group of points of the chart.
    ///
    /// @param joined whether a line joins them
    public record Group(String name, boolean joined, List<Point> points) {}

    /// A candidate in the chart.
    ///
    /// @param label the value of the key, as given
    /// @param x the value as a number; NaN if it is not a number
    /// @param whole whether it was trained to the end
    public record Point(String label, double x, double mean, double spread, List<Double> values, boolean whole) {}

    /// Writes the report to `file`, as a whole or not at all: one file that asks nothing of a network or a script.
    public static void write(Path file, SearchReport report) {
        AtomicFile.write(file, SearchHtml.toHtml(report));
    }
}
