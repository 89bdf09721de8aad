package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.recipe.Recipe;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether the data have what a recipe needs of them: untrue captions to train on, and what the metric that chooses the
/// best model is measured with.
public final class DataRequirements {

    private static final String COMPOSITIONAL = "compositional.";

    private DataRequirements() {}

    /// @throws InvalidInputException when they have not; says which file or column is missing
    public static void check(Recipe recipe, TrainingData data) {
        TrainingSetup.negativeCaptions(recipe, data.training());
        metric(recipe, data.validation());
    }

    private static void metric(Recipe recipe, Pairs validation) {
        String metric = recipe.validation().metric().name();
        if (metric.startsWith("matching.") && !recipe.model().fusion().enabled()) {
            throw new InvalidInputException("validation.metric " + metric
                    + " needs the matching head; set model.fusion.enabled to true or choose a retrieval metric");
        }
        if (metric.startsWith(COMPOSITIONAL)) {
            requireSwapped(metric, recipe, validation);
        }
    }

    private static void requireSwapped(String metric, Recipe recipe, Pairs validation) {
        String data = recipe.data().validation() != null
                ? recipe.data().validation()
                : !recipe.data().train().isEmpty()
                        ? "the share of " + String.join(", ", recipe.data().train()) + " that is validated on"
                        : "the validation part of the scenes";
        if (validation.swapped().isEmpty()) {
            throw new InvalidInputException(
                    "validation.metric %s needs swapped.csv with the columns image,caption,negative,kind, and %s has none; add it or choose a retrieval metric"
                            .formatted(metric, data));
        }
        String kind = metric.substring(COMPOSITIONAL.length());
        var kinds =
                validation.swapped().stream().map(SwappedCaption::kind).collect(Collectors.toCollection(TreeSet::new));
        if (!kind.equals("overall") && !kinds.contains(kind)) {
            throw new InvalidInputException(
                    "validation.metric %s needs rows of swapped.csv whose column kind says %s, and %s has only %s; add them or choose another metric"
                            .formatted(metric, kind, data, String.join(", ", kinds)));
        }
    }
}
