package dev.diptych.train.search;

import dev.diptych.base.internal.AtomicFile;
import dev.diptych.report.html.Origin;
import java.nio.file.Path;
import java.util.List;

/// What the report of a search over settings tells.
///
/// @param origin of the search
/// @param metric that candidates were compared by
/// @param key that the chart is drawn over
/// @param logarithmic whether that axis is logarithmic
/// @param summary sentences for the top
/// @param keys of the settings that were searched
/// @param lines the candidates, best first
/// @param groups the points of the chart
/// @param best the winner's recipe, as YAML
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
    /// @param number its place in the order in which they were tried, from 1
    /// @param settings a value for each of the keys
    /// @param spread standard deviation over the seeds; NaN for a single one
    /// @param values of the metric, a seed each; NaN where there is none
    /// @param failed how many of its trials failed
    public record Line(
            int number,
            List<String> settings,
            double mean,
            double spread,
            List<Double> values,
            int epochs,
            int failed) {}

    /// Points of the chart that belong together.
    ///
    /// @param joined whether a line joins them
    public record Group(String name, boolean joined, List<Point> points) {}

    /// A candidate in the chart.
    ///
    /// @param label the value of the key, as it was written
    /// @param x the same as a number; NaN where it is none
    /// @param whole whether it was trained to the end
    public record Point(String label, double x, double mean, double spread, List<Double> values, boolean whole) {}

    /// Writes the report to `file`, as a whole or not at all: one file that asks nothing of a network or a script.
    public static void write(Path file, SearchReport report) {
        AtomicFile.write(file, SearchHtml.toHtml(report));
    }
}
