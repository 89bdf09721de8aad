package dev.diptych.train;

import dev.diptych.data.Pairs;
import dev.diptych.evaluate.RetrievalExample;
import dev.diptych.image.UnreadableImageException;
import dev.diptych.recipe.RecipeWriter;
import dev.diptych.report.ExampleRetrieval;
import dev.diptych.report.HtmlReport;
import dev.diptych.report.MetricsLog;
import dev.diptych.report.RunDirectory;
import dev.diptych.report.TrainingReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes `report.html` of a finished run.
public final class RunReport {

    private RunReport() {}

    /// @param command the call that made the run
    /// @param versions of what it ran on, by name
    public static void write(
            RunDirectory directory, TrainingResult result, String command, Map<String, String> versions) {
        List<ExampleRetrieval> best = new ArrayList<>();
        List<ExampleRetrieval> worst = new ArrayList<>();
        List<RetrievalExample> examples = result.evaluation().examples();
        for (int i = 0; i < examples.size(); i++) {
            ExampleRetrieval shown = shown(result.evaluation().pairs(), examples.get(i));
            if (shown != null) {
                (i < examples.size() / 2 ? best : worst).add(shown);
            }
        }
        HtmlReport.write(
                directory.report(),
                new TrainingReport(
                        directory
                                .path()
                                .toAbsolutePath()
                                .normalize()
                                .getFileName()
                                .toString(),
                        command,
                        result.recipe().seed(),
                        versions,
                        result.data().digest(),
                        RecipeWriter.write(result.recipe()),
                        MetricsLog.read(directory.metricsLog()),
                        result.metrics(),
                        null,
                        best,
                        worst));
    }

    // Null when a picture has become unreadable since it was embedded.
    private static @Nullable ExampleRetrieval shown(Pairs pairs, RetrievalExample example) {
        int own = pairs.captions().get(example.caption()).image();
        try {
            List<ExampleRetrieval.Found> found = new ArrayList<>();
            for (int i = 0; i < example.images().length; i++) {
                int image = example.images()[i];
                found.add(new ExampleRetrieval.Found(
                        pairs.image(image).source().read(), example.cosines()[i], image == own));
            }
            return new ExampleRetrieval(
                    pairs.text(example.caption()),
                    pairs.image(own).source().read(),
                    example.rank(),
                    pairs.images().size(),
                    found);
        } catch (UnreadableImageException gone) {
            return null;
        }
    }
}
