package dev.diptych.cli.search;

import dev.diptych.index.Answerability;
import dev.diptych.index.Index;
import dev.diptych.index.IndexInfo;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Result of `diptych index`.
///
/// @param complete whether all images were considered; false after an interrupt
/// @param deleted number of deleted items
/// @param answerability fitted probability that an item fits a query; null if there are too few captions
public record IndexSummary(
        boolean complete,
        String index,
        int items,
        int added,
        int present,
        int deleted,
        SortedMap<String, String> unreadable,
        String model,
        String modelDigest,
        int width,
        String kind,
        @Nullable Answerability answerability) {

    public static IndexSummary of(
            Index index, int added, int present, int deleted, SortedMap<String, String> unreadable) {
        return of(index, true, added, present, deleted, unreadable);
    }

    /// After an interrupt.
    public static IndexSummary stopped(Index index) {
        return of(index, false, 0, 0, 0, new TreeMap<>());
    }

    private static IndexSummary of(
            Index index, boolean complete, int added, int present, int deleted, SortedMap<String, String> unreadable) {
        IndexInfo info = index.info();
        return new IndexSummary(
                complete,
                index.directory().toString(),
                info.size(),
                added,
                present,
                deleted,
                unreadable,
                info.model().path(),
                info.model().digest(),
                info.width(),
                info.kind().word(),
                index.answerability().orElse(null));
    }

    public void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %,d items of width %d, %s search%n", index, items, width, kind);
        out.printf(
                Locale.ROOT,
                "  added %,d, already present %,d, deleted %,d, unreadable %,d%n",
                added,
                present,
                deleted,
                unreadable.size());
        out.printf(Locale.ROOT, "  model %s%n", model);
        Answerability fitted = answerability;
        if (fitted != null) {
            out.printf(
                    Locale.ROOT,
                    "  \"nothing fits\" below a probability of %.3f: keeps %.1f %% of the queries with a fitting image,"
                            + " rejects %.1f %% of those without (%d queries each; without: %s)%n",
                    fitted.threshold(),
                    100 * fitted.kept(),
                    100 * fitted.rejected(),
                    fitted.queries(),
                    fitted.source());
        }
        out.flush();
    }
}
