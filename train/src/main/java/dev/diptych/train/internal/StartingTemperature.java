package dev.diptych.train.internal;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.DualEncoder;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.objective.ObjectiveRecipe;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The temperature at the start of a run: the one of the recipe, or else of `model.from`, or else the default.
public final class StartingTemperature {

    private static final Logger LOG = LoggerFactory.getLogger(StartingTemperature.class);

    private static final double SAME = 1e-3; // relative difference that the rounding of a logit scale explains

    private StartingTemperature() {}

    /// Returns the temperature of a model that has just been created or loaded.
    public static double of(Recipe recipe, DualEncoder encoder) {
        Double wanted = recipe.objective().temperature();
        return wanted == null && recipe.model().from() != null ? encoder.temperature() : without(recipe);
    }

    /// Returns the temperature of a model without a checkpoint.
    public static double without(Recipe recipe) {
        Double wanted = recipe.objective().temperature();
        return wanted == null ? ObjectiveRecipe.DEFAULT_TEMPERATURE : wanted;
    }

    /// Sets the temperature of a model, and reports if it replaces another one of `model.from`.
    ///
    /// @throws InvalidInputException if the temperature is to be learned, and that of `model.from` is out of range
    public static void apply(Recipe recipe, DualEncoder encoder) {
        ObjectiveRecipe objective = recipe.objective();
        if (recipe.model().from() == null) {
            encoder.setTemperature(without(recipe));
            return;
        }
        double held = encoder.temperature();
        Double wanted = objective.temperature();
        if (wanted == null) {
            if (objective.learnTemperature() && !ObjectiveRecipe.isLearnable(held)) {
                throw new InvalidInputException("%s: its temperature %s is outside the range 0.01 to 1 of"
                                .formatted(recipe.model().from(), number(held))
                        + " objective.learn_temperature; set objective.temperature or objective.learn_temperature:"
                        + " false");
            }
            return;
        }
        if (Math.abs(wanted / held - 1) > SAME) {
            LOG.warn(
                    "objective.temperature {} (logit scale {}) replaces {} (logit scale {}) of {}; set it to null to keep that",
                    number(wanted),
                    number(1 / wanted),
                    number(held),
                    number(1 / held),
                    recipe.model().from());
        }
        encoder.setTemperature(wanted);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value)
                .replaceFirst("(\\.\\d*?)0+$", "$1")
                .replaceFirst("\\.$", "");
    }
}
