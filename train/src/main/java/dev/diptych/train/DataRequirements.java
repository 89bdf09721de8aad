package dev.diptych.train;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.recipe.Recipe;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Checks that the data support the recipe: hard negative captions for training and the data for the selection metric.
public final class DataRequirements {

    private static final String COMPOSITIONAL = "compositional.";

    private DataRequirements() {}

    /// @throws InvalidInputException if they do not, naming the missing file or column
    public static void check(Recipe recipe, TrainingData data) {
        TrainingSetup.negativeCaptions(recipe, data.training());
        metric(recipe, data.validation());
    }

    private static void metric(Recipe recipe, Pairs validation) {
        String metric = recipe.validation().metric().name();
        if (metric.startsWith("matching.") && !recipe.model().fusion().enabled()) {
            throw new InvalidInputException("validation.metric " + metric
                    + " requires the matching head; set model.fusion.enabled to true or choose a retrieval metric");
        }
        if (metric.startsWith(COMPOSITIONAL)) {
            requireSwapped(metric, recipe, validation);
        }
    }

    private static void requireSwapped(String metric, Recipe recipe, Pairs validation) {
        String data = recipe.data().validation() != null
                ? recipe.data().validation()
                : !recipe.data().train().isEmpty()
                        ? "the held-out part of "
                                + String.join(", ", recipe.data().train())
                        : "the validation part of the scenes";
        if (validation.swapped().isEmpty()) {
            throw new InvalidInputException(
                    "validation.metric %s requires swapped.csv with the columns image,caption,negative,kind, but %s has none; add it or choose a retrieval metric"
                            .formatted(metric, data));
        }
        String kind = metric.substring(COMPOSITIONAL.length());
        var kinds =
                validation.swapped().stream().map(SwappedCaption::kind).collect(Collectors.toCollection(TreeSet::new));
        if (!kind.equals("overall") && !kinds.contains(kind)) {
            throw new InvalidInputException(
                    "validation.metric %s requires rows of swapped.csv with kind %s, but %s has only %s; add them or choose another metric"
                            .formatted(metric, kind, data, String.join(", ", kinds)));
        }
    }
}
