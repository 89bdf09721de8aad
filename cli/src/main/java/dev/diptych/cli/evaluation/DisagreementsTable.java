package dev.diptych.cli.evaluation;

import dev.diptych.evaluate.Disagreement;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// The pairs on which people and a model differ most, for a person to read.
public final class DisagreementsTable {

    private DisagreementsTable() {}

    public static void print(PrintWriter out, List<Disagreement> disagreements) {
        if (!disagreements.isEmpty()) {
            out.println();
            out.println("people above  model above  pair (shares of all pairs below it, %)");
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
