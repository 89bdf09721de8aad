package dev.diptych.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diptych.base.InvalidInputException;
import dev.diptych.train.recipe.RecipeDifferences.Difference;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecipeDifferencesTest {

    @Test
    void namesTheKeysThatDifferAndThoseThatOnlyOneHas() {
        String now = RecipeWriter.write(Recipe.defaults());
        String before = RecipeWriter.write(RecipeReader.read(
                        "r", now, List.of("objective.temperature=0.2", "data.train=[a, b]", "seed=4")))
                .replace("  warmup:", "  warm_up:");
        List<Difference> found = RecipeDifferences.between("r", before, now);
        assertEquals(
                List.of("seed", "data.train", "objective.temperature", "train.warmup", "train.warm_up"),
                found.stream().map(Difference::key).toList());
        assertEquals(new Difference("seed", "4", "0"), found.get(0));
        assertEquals("[a, b]", found.get(1).before());
        assertEquals(RecipeDifferences.ABSENT, found.getLast().now());
        assertEquals(List.of(), RecipeDifferences.between("r", now, now));
    }

    @Test
    void whatIsNotYamlIsRefused() {
        assertThrows(InvalidInputException.class, () -> RecipeDifferences.between("r", "a: [", "seed: 0\n"));
    }
}
