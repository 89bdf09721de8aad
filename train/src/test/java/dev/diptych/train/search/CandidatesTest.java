package dev.diptych.train.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.train.recipe.Recipe;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidatesTest {

    private static List<String> words(SearchPlan plan, Recipe recipe) {
        return Candidates.of(plan, BaseRecipe.of(recipe)).stream()
                .map(Candidate::words)
                .toList();
    }

    private static SearchPlan random(int count, String... grids) {
        return SearchPlan.of(List.of(grids), count, List.of(0L), null, true, "");
    }

    @Test
    void everyCombinationIsTriedAndALearnedTemperatureToo() {
        SearchPlan plan = TinySearch.plan(null, List.of(0L), "objective.temperature=0.1,0.2", "train.batch=8,16");
        assertEquals(
                List.of(
                        "objective.temperature 0.1, train.batch 8",
                        "objective.temperature 0.1, train.batch 16",
                        "objective.temperature 0.2, train.batch 8",
                        "objective.temperature 0.2, train.batch 16",
                        "objective.temperature learned, train.batch 8",
                        "objective.temperature learned, train.batch 16"),
                words(plan, TinySearch.recipe()));
        Candidate learned =
                Candidates.of(plan, BaseRecipe.of(TinySearch.recipe())).getLast();
        Recipe recipe =
                BaseRecipe.of(TinySearch.recipe("objective.temperature=0.3")).with(learned, 7, plan.grids());
        assertTrue(recipe.objective().learnTemperature());
        assertEquals(0.3, recipe.objective().temperature());
        assertEquals(16, recipe.train().batch());
        assertEquals(7, recipe.seed());
    }

    @Test
    void nothingIsAddedWhereTheRecipeOrAGridSaysWhetherTheTemperatureIsLearned() {
        SearchPlan one = TinySearch.plan(null, List.of(0L), "objective.temperature=0.1,0.2");
        assertEquals(
                2,
                words(one, TinySearch.recipe("objective.learn_temperature=true"))
                        .size());
        SearchPlan two = TinySearch.plan(
                null, List.of(0L), "objective.temperature=0.1,0.2", "objective.learn_temperature=true,false");
        assertEquals(4, words(two, TinySearch.recipe()).size());
        SearchPlan without =
                SearchPlan.of(List.of("objective.temperature=0.1,0.2"), null, List.of(0L), null, false, "");
        assertEquals(2, words(without, TinySearch.recipe()).size());
    }

    @Test
    void drawsAreSeededLieInRangeAndOneInEightLearns() {
        SearchPlan plan = random(
                200, "objective.temperature=0.01:1:log", "train.batch=8:32", "train.learning_rate=1e-4:1e-2:log");
        List<Candidate> drawn = Candidates.of(plan, BaseRecipe.of(TinySearch.recipe()));
        assertEquals(drawn, Candidates.of(plan, BaseRecipe.of(TinySearch.recipe())));
        assertEquals(200, drawn.stream().distinct().count());
        assertEquals(25, drawn.stream().filter(Candidate::learnsTemperature).count());
        double[] temperatures = drawn.stream()
                .filter(each -> !each.learnsTemperature())
                .mapToDouble(
                        each -> Double.parseDouble(each.values().firstEntry().getValue()))
                .sorted()
                .toArray();
        assertTrue(temperatures[0] >= 0.01 && temperatures[174] <= 1);
        assertEquals(Math.log(0.1), Math.log(temperatures[87]), 0.4, "the median of a log-uniform draw");
        for (Candidate each : drawn) {
            assertTrue(String.valueOf(each.values().get("train.batch")).matches("\\d+"), each.words());
        }
        List<Candidate> others = Candidates.of(plan, BaseRecipe.of(TinySearch.recipe("seed=1")));
        assertTrue(Collections.disjoint(
                drawn.stream().filter(each -> !each.learnsTemperature()).toList(),
                others.stream().filter(each -> !each.learnsTemperature()).toList()));
    }

    @Test
    void moreDrawsThanThereAreCandidatesAreRefused() {
        var refusal = assertThrows(
                InvalidInputException.class,
                () -> Candidates.of(random(4, "train.batch=8,16"), BaseRecipe.of(TinySearch.recipe())));
        assertTrue(
                String.valueOf(refusal.getMessage()).contains("the 2 combinations of the grids"), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            objective.temprature=0.1,0.2     | --grid objective.temprature=0.1,0.2: unknown key
            objective.temperature=0:0.5:6    | --grid objective.temperature=0:0.5:6: "objective.temperature" must be a number above 0
            train.batch=8:9:3                | --grid train.batch=8:9:3: "train.batch" must be a whole number
            train.schedule=cosine,linear     | --grid train.schedule=cosine,linear: "train.schedule" must be one of
            train.chunk=4,16                 | train.chunk 16 is more than train.batch 8
            objective.contrastive_weight=0,1 | nothing is left to train
            """)
    void aSettingThatTheRecipeRefusesNamesItsGrid(String grid, String expected) {
        var refusal = assertThrows(
                InvalidInputException.class,
                () -> Search.of(
                        TinySearch.plan(null, List.of(0L), grid), TinySearch.recipe(), java.nio.file.Path.of("out")));
        assertTrue(String.valueOf(refusal.getMessage()).contains(expected), refusal.getMessage());
    }

    @Test
    void aKeyOrASeedThatComesTwiceIsRefused() {
        assertThrows(
                InvalidInputException.class,
                () -> TinySearch.plan(null, List.of(0L), "train.batch=8", "train.batch=16"));
        assertThrows(InvalidInputException.class, () -> TinySearch.plan(null, List.of(1L, 1L), "train.batch=8"));
        assertThrows(InvalidInputException.class, () -> TinySearch.plan(null, List.of(1L)));
        assertThrows(InvalidInputException.class, () -> TinySearch.plan("2", List.of(1L), "train.epochs=1,2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            matching.auc                   | set model.fusion.enabled to true
            compositional.nearness         | unknown metric
            """)
    void aMetricThatCannotBeIsRefused(String metric, String expected) {
        var refusal = assertThrows(
                InvalidInputException.class,
                () -> Search.of(
                        TinySearch.plan(null, List.of(0L), "train.batch=8"),
                        TinySearch.recipe("validation.metric=" + metric),
                        java.nio.file.Path.of("out")));
        assertTrue(String.valueOf(refusal.getMessage()).contains(expected), refusal.getMessage());
    }
}
