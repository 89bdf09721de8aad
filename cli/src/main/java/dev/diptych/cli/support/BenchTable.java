package dev.diptych.cli.support;

import dev.diptych.bench.BenchmarkResult;
import dev.diptych.bench.BenchmarkRow;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/// Prints the results of a benchmark as text.
public final class BenchTable {

    private static final String LINE = "%-10s %-24s %12s %16s %16s %9s %9s%n";
    private static final double MEGABYTE = 1e6;

    private BenchTable() {}

    public static void print(PrintWriter out, BenchmarkResult result) {
        String rate = result.unit() + "/s";
        out.printf(LINE, result.name(), "case", "ms", rate, "roofline", "fraction", "peak MB");
        for (BenchmarkRow row : result.rows()) {
            Long peak = row.peakResidentBytes();
            out.printf(
                    LINE,
                    "",
                    row.name(),
                    number("%,.3f", row.milliseconds()),
                    number("%,.1f", row.perSecond()),
                    number("%,.1f", row.rooflinePerSecond()),
                    number("%.3f", row.fractionOfRoofline()),
                    peak == null ? "-" : number("%,.0f", peak / MEGABYTE));
            if (!row.details().isEmpty()) {
                out.printf(Locale.ROOT, "%-10s %s%n", "", details(row));
            }
            Double difference = row.largestLossDifference();
            if (difference != null) {
                out.printf(Locale.ROOT, "%-10s losses differ by at most %.1e%n", "", difference);
            }
        }
        out.flush();
    }

    private static String details(BenchmarkRow row) {
        return row.details().entrySet().stream()
                .map(each -> each.getKey().replace('_', ' ') + " " + number("%,.3f", each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
