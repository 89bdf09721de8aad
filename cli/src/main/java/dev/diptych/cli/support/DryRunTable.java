package dev.diptych.cli.support;

import dev.diptych.report.html.NumberText;
import dev.diptych.train.DryRun;
import java.util.Locale;

/// Prints the result of a dry run.
public final class DryRunTable {

    private static final double GIBIBYTE = 1L << 30;

    private DryRunTable() {}

    public static void print(OutputOptions output, DryRun run) {
        if (output.json()) {
            output.printDocument(run);
            return;
        }
        line(
                output,
                "data",
                "%,d training images with %,d captions, %,d validation images",
                run.images(),
                run.captions(),
                run.validationImages());
        line(output, "model", "%,d parameters, %,d of them trained", run.parameters(), run.trainedParameters());
        line(output, "steps", "%,d of %d images, in %d epochs", run.steps(), run.batch(), run.epochs());
        line(output, "step", "%.3g s, mean of %d measured steps", run.stepSeconds(), DryRun.STEPS - 1);
        line(output, "validation", "%.3g s", run.validationSeconds());
        line(
                output,
                "estimated time",
                "%s%s",
                NumberText.duration(run.totalSeconds()),
                run.cached() ? "; less with the cache of frozen features, which was not used here" : "");
        if (run.peakBytes() >= 0) {
            line(output, "memory", "%.1f GiB, peak of this process", run.peakBytes() / GIBIBYTE);
        }
        output.out().println("recipe, data and model are valid; nothing was written");
        output.out().flush();
    }

    private static void line(OutputOptions output, String name, String format, Object... values) {
        output.out().println(String.format(Locale.ROOT, "%-15s " + format, prepend(name, values)));
    }

    private static Object[] prepend(String name, Object[] values) {
        Object[] all = new Object[values.length + 1];
        all[0] = name;
        System.arraycopy(values, 0, all, 1, values.length);
        return all;
    }
}
