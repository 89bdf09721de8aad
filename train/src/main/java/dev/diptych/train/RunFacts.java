package dev.diptych.train;

import dev.diptych.report.html.NumberText;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The model and the data of a run, for the head of its report.
final class RunFacts {

    private RunFacts() {}

    /// Facts by name, in display order.
    ///
    /// @param samplesPerSecond throughput; NaN if unknown
    static Map<String, String> of(Recipe recipe, TrainingData data, double samplesPerSecond) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Data", dataName(recipe.data().train()));
        facts.put(
                "Training",
                "%,d images, %,d captions"
                        .formatted(
                                data.training().images().size(),
                                data.training().captions().size()));
        facts.put(
                "Validation",
                "%,d images, %,d captions"
                        .formatted(
                                data.validation().images().size(),
                                data.validation().captions().size()));
        if (data.test() != data.validation()) {
            facts.put("Test", "%,d images".formatted(data.test().images().size()));
        }
        facts.put(
                "Image encoder",
                encoder(recipe.model().vision().from(), recipe.model().from()));
        facts.put(
                "Text encoder",
                encoder(recipe.model().text().from(), recipe.model().from()));
        if (Double.isFinite(samplesPerSecond)) {
            facts.put("Throughput", NumberText.of(samplesPerSecond) + " images/s");
        }
        return facts;
    }

    /// The last part of the path of each data set, or `generated scenes`.
    static String dataName(List<String> locations) {
        return locations.isEmpty()
                ? "generated scenes"
                : locations.stream()
                        .map(each -> each.replaceAll("/+$", "").replaceAll(".*/", ""))
                        .collect(Collectors.joining(", "));
    }

    private static String encoder(@Nullable Path own, @Nullable Path common) {
        Path from = own == null ? common : own;
        return from == null ? "random initial weights" : String.valueOf(from.getFileName());
    }
}
