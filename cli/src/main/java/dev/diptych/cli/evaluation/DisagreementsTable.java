package dev.diptych.cli.evaluation;

import dev.diptych.evaluate.Disagreement;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// The pairs on which human ratings and the model disagree most, as text.
public final class DisagreementsTable {

    private DisagreementsTable() {}

    public static void print(PrintWriter out, List<Disagreement> disagreements) {
        if (!disagreements.isEmpty()) {
            out.println();
            out.println("humans %  model %  pair (percentile ranks)");
            for (Disagreement each : disagreements) {
                out.println(String.format(
                        Locale.ROOT,
                        "%12.0f  %11.0f  %s: %s",
                        100 * each.judgedAbove(),
                        100 * each.modelAbove(),
                        each.image(),
                        each.caption()));
            }
        }
        out.flush();
    }
}
