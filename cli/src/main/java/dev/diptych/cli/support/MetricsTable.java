package dev.diptych.cli.support;

import dev.diptych.report.ConfidenceBounds;
import dev.diptych.report.Metrics;
import java.io.PrintWriter;
import java.util.Locale;

/// Prints metrics as text: one per line, with its confidence interval if it has one.
public final class MetricsTable {

    private MetricsTable() {}

    public static void print(PrintWriter out, Metrics metrics) {
        metrics.values().forEach((name, value) -> {
            if (!ConfidenceBounds.isBound(metrics, name)) {
                String bounds = ConfidenceBounds.of(metrics, name)
                        .map(each -> String.format(Locale.ROOT, "   %.4f to %.4f", each.low(), each.high()))
                        .orElse("");
                out.println(String.format(Locale.ROOT, "%-44s %12.4f%s", name, value, bounds));
            }
        });
        out.flush();
    }
}
