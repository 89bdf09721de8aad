package dev.diptych.report;

import java.util.Locale;

/// The result of comparing a metric with an earlier value of it.
public enum Verdict {
    BETTER,
    WORSE,
    /// The difference may be chance.
    NOT_DISTINGUISHABLE,
    /// The two were evaluated on different data.
    NOT_COMPARABLE;

    /// The words in tables and reports.
    public String text() {
        return this == NOT_COMPARABLE
                ? "not comparable (different data)"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
