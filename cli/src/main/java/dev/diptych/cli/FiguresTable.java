package dev.diptych.cli;

import dev.diptych.report.Metrics;
import java.io.PrintWriter;
import java.util.Locale;

/// Figures for a person to read: a line each.
final class FiguresTable {

    private FiguresTable() {}

    static void print(PrintWriter out, Metrics metrics) {
        metrics.values().forEach((name, value) -> out.println(String.format(Locale.ROOT, "%-40s %12.4f", name, value)));
        out.flush();
    }
}
