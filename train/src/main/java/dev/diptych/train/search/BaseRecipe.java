package dev.diptych.train.search;

import dev.diptych.base.InvalidInputException;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import dev.diptych.train.recipe.RecipeWriter;
import java.util.ArrayList;
import java.util.List;

/// The recipe whose settings the trials override.
///
/// @param yaml the resolved recipe, including all defaults
record BaseRecipe(Recipe recipe, String yaml) {

    private static final String NAME = "recipe.yaml";

    static BaseRecipe of(Recipe recipe) {
        return new BaseRecipe(recipe, RecipeWriter.write(recipe));
    }

    /// The recipe of a trial.
    ///
    /// @throws InvalidInputException if a setting is unknown, out of range, or inconsistent with others
    Recipe with(Candidate candidate, long seed, List<Grid> grids) {
        List<String> settings = new ArrayList<>(candidate.settings());
        settings.add("seed=" + seed);
        try {
            return RecipeReader.read(NAME, yaml, settings);
        } catch (InvalidInputException wrong) {
            throw new InvalidInputException(explain(wrong, candidate, settings, grids), wrong);
        }
    }

    /// Whether this value of a setting is valid with all others unchanged.
    boolean takes(String key, String value) {
        try {
            RecipeReader.read(NAME, yaml, List.of(key + "=" + value));
            return true;
        } catch (InvalidInputException refused) {
            return false;
        }
    }

    // The reader's message refers to --set or a line of recipe.yaml, but the user passed --grid.
    private static String explain(
            InvalidInputException wrong, Candidate candidate, List<String> settings, List<Grid> grids) {
        String message = String.valueOf(wrong.getMessage());
        for (String setting : settings) {
            String place = "--set " + setting + ": ";
            if (!message.startsWith(place)) {
                continue;
            }
            String problem = message.substring(place.length());
            if (setting.equals(Candidate.LEARN + "=true") && candidate.learnsTemperature()) {
                return "the candidate with a learned temperature: " + problem + "; or omit it with --no-learned";
            }
            String key = setting.substring(0, setting.indexOf('='));
            for (Grid grid : grids) {
                if (grid.key().equals(key)) {
                    return "--grid " + grid.text() + ": " + problem;
                }
            }
        }
        return "with " + candidate.words() + ": " + message.replaceFirst("^" + NAME + "(:\\d+)?: ", "")
                + (candidate.learnsTemperature() ? "; or omit the learned temperature with --no-learned" : "");
    }
}
