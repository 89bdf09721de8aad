package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.SwappedCaption;
import dev.diptych.train.recipe.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataRequirementsTest {

    private static final String ATTRIBUTE = "validation.metric=compositional.attribute";

    private static void check(Recipe recipe, Pairs validation) {
        DataRequirements.check(recipe, new TrainingData(TrainingData.of(recipe).training(), validation, validation));
    }

    private static String refusal(Recipe recipe, Pairs validation) {
        var refusal = assertThrows(InvalidInputException.class, () -> check(recipe, validation));
        String message = String.valueOf(refusal.getMessage());
        assertEquals(1, message.lines().count());
        return message;
    }

    @Test
    void aCompositionalMetricNamesTheFileAndColumnsThatAreMissing() {
        Recipe recipe = TinyRuns.recipe(ATTRIBUTE);
        Pairs whole = TrainingData.of(recipe).validation();
        check(recipe, whole);
        Pairs without = new Pairs(whole.images(), whole.captions(), List.of());
        assertTrue(refusal(recipe, without).contains("swapped.csv with the columns image,caption,negative,kind"));
        List<SwappedCaption> relations = whole.swapped().stream()
                .filter(each -> each.kind().equals("relation"))
                .toList();
        Pairs some = new Pairs(whole.images(), whole.captions(), relations);
        assertTrue(refusal(recipe, some).contains("rows of swapped.csv with kind attribute"));
        check(TinyRuns.recipe("validation.metric=compositional.overall"), some);
    }

    @Test
    void aMatchingMetricAsksForTheFusion() {
        Recipe recipe = TinyRuns.recipe(
                "validation={metric: matching.auc}", "model.fusion.enabled=false", "objective.matching_weight=0");
        assertTrue(refusal(recipe, TrainingData.of(recipe).validation()).contains("model.fusion.enabled"));
    }
}
