package dev.diptych.train.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.report.Metrics;
import dev.diptych.report.RunDirectory;
import dev.diptych.train.RecordedProgress;
import dev.diptych.train.RunContext;
import dev.diptych.train.Trainer;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {

    private static final String GRID = "objective.temperature=0.05:0.5:3:log";

    @TempDir
    private Path folder;

    @Test
    void aHalvingSearchStoppedOftenAndResumedEndsInTheSameBits() throws IOException {
        stopOften("2");
    }

    @Test
    @Tag("slow")
    void aSearchStoppedOftenAndResumedEndsInTheSameBits() throws IOException {
        stopOften(null);
    }

    private void stopOften(@Nullable String halving) throws IOException {
        SearchPlan plan = TinySearch.plan(halving, List.of(0L, 1L), GRID);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        assertTrue(
                TinySearch.start(plan, TinySearch.recipe(), whole, () -> false).isPresent());

        Optional<SearchResult> last = TinySearch.start(plan, TinySearch.recipe(), parts, TinySearch.after(11));
        int sittings = 1;
        for (; last.isEmpty(); sittings++) {
            assertFalse(Files.exists(parts.resolve("table.md")));
            last = TinySearch.resume(parts, TinySearch.after(29));
        }
        assertTrue(sittings > 3, "stopped in the midst of trials " + sittings + " times");
        for (String file : List.of("table.md", "results.json", "best.yaml")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
        }
        assertTrue(TinySearch.resume(parts, TinySearch.after(20)).isPresent(), "nothing is trained again");
        assertArrayEquals(Files.readAllBytes(whole.resolve("table.md")), Files.readAllBytes(parts.resolve("table.md")));
    }

    @Test
    void aTrialIsARunLikeAnyOtherAndTheTableHoldsItsValidation() throws IOException {
        SearchPlan plan = TinySearch.plan(null, List.of(4L, 5L), GRID);
        Path path = folder.resolve("search");
        SearchResult result =
                TinySearch.start(plan, TinySearch.recipe(), path, () -> false).orElseThrow();
        assertEquals(4, result.rows().size());
        Path trial = path.resolve("trials/02-seed-5");
        Recipe recipe = RecipeReader.read(trial.resolve("recipe.yaml"), List.of());
        assertEquals(5, recipe.seed());
        assertEquals(0.158114, recipe.objective().temperature());
        assertTrue(Files.exists(trial.resolve("report.html")));
        assertFalse(Files.exists(trial.resolve("checkpoints")), "a finished trial needs none");

        Path alone = folder.resolve("alone");
        try (RunDirectory directory = RunDirectory.create(alone);
                Trainer trainer =
                        Trainer.start(recipe, directory, RunContext.of(new RecordedProgress(), () -> false))) {
            trainer.run();
        }
        for (String file : List.of("recipe.yaml", "model/model.safetensors")) {
            assertArrayEquals(Files.readAllBytes(alone.resolve(file)), Files.readAllBytes(trial.resolve(file)), file);
        }
        double best = Files.readAllLines(alone.resolve("metrics.jsonl")).stream()
                .filter(line -> line.contains("\"validation\""))
                .mapToDouble(line -> Double.parseDouble(line.replaceFirst(".*\"alignment\":([-.\\dE]+).*", "$1")))
                .min()
                .orElseThrow();
        CandidateRow row = result.rows().stream()
                .filter(each -> each.number() == 2)
                .findFirst()
                .orElseThrow();
        assertEquals(best, row.values().get(1));
        Metrics end = Metrics.fromJson("metrics.json", Files.readString(trial.resolve("metrics.json")));
        assertEquals(best, end.get("consistency.alignment").orElseThrow(), "of validation data, not of the test part");
    }

    @Test
    void theWinnerHasTheBestMeanAndItsRecipeIsWritten() throws IOException {
        SearchPlan plan = TinySearch.plan(null, List.of(0L, 1L), GRID);
        Path path = folder.resolve("search");
        SearchResult result =
                TinySearch.start(plan, TinySearch.recipe(), path, () -> false).orElseThrow();
        List<Double> means = result.rows().stream().map(CandidateRow::mean).toList();
        assertEquals(means.stream().sorted().toList(), means, "a smaller alignment is better");
        Recipe best = RecipeReader.read(path.resolve("best.yaml"), List.of());
        assertEquals(result.best(), best);
        CandidateRow winner = result.winner();
        double a = winner.values().get(0);
        double b = winner.values().get(1);
        assertEquals((a + b) / 2, winner.mean(), 1e-15);
        assertEquals(Math.abs(a - b) / Math.sqrt(2), winner.spread(), 1e-12);
        CandidateRow learned = result.rows().stream()
                .filter(row -> row.candidate().learnsTemperature())
                .findFirst()
                .orElseThrow();
        assertTrue(learned.meanTemperature() != 0.1 && Math.abs(learned.meanTemperature() - 0.1) < 0.05);
        String table = Files.readString(path.resolve("table.md"));
        assertTrue(table.contains("| learned (0.") && table.contains("validation data"), table);
        String report = Files.readString(path.resolve("report.html"));
        assertTrue(report.contains("Test data were not used") && report.contains("<svg"));
    }

    @Test
    void halvingTrainsTheBestOnFromTheirCheckpoints() throws IOException {
        SearchPlan plan = TinySearch.plan("2", List.of(0L), "objective.temperature=0.02,0.1,0.3,1");
        Path path = folder.resolve("search");
        SearchResult result =
                TinySearch.start(plan, TinySearch.recipe(), path, () -> false).orElseThrow();
        // five candidates with the learned one: 5 for 1 epoch, 3 for 2, 2 for 4
        assertEquals(
                List.of(4, 4, 2, 1, 1),
                result.rows().stream().map(CandidateRow::epochs).toList());
        SearchPlan full = TinySearch.plan(null, List.of(0L), "objective.temperature=0.02,0.1,0.3,1");
        SearchResult all = TinySearch.start(full, TinySearch.recipe(), folder.resolve("full"), () -> false)
                .orElseThrow();
        CandidateRow winner = result.winner();
        CandidateRow same = all.rows().stream()
                .filter(row -> row.number() == winner.number())
                .findFirst()
                .orElseThrow();
        assertEquals(same.values(), winner.values(), "as if it had never paused");
        try (Stream<String> lines = Files.lines(path.resolve("trials/0" + winner.number() + "-seed-0/metrics.jsonl"))) {
            assertEquals(16 + 4, lines.count(), "no step is done twice");
        }
        Path dropped = path.resolve("trials/0" + result.rows().getLast().number() + "-seed-0");
        assertTrue(Files.exists(dropped.resolve("checkpoints")), "may be taken further by hand");
    }

    @Test
    void aTrialThatDivergesLosesAndTheSearchGoesOn() {
        SearchPlan plan = TinySearch.plan(null, List.of(0L), "train.learning_rate=1e-3,1e30");
        Path path = folder.resolve("search");
        Recipe recipe = TinySearch.recipe("train.clip_norm=null", "train.warmup=0");
        SearchResult result = TinySearch.start(plan, recipe, path, () -> false).orElseThrow();
        assertEquals(
                List.of(0, 1), result.rows().stream().map(CandidateRow::failed).toList());
        assertTrue(Files.exists(path.resolve("trials/02-seed-0/failed.txt")));
        assertTrue(TinySearch.resume(path, TinySearch.after(2)).isPresent());
    }

    @Test
    void trialsOpenTheSameFrozenFeaturesOnce() {
        SearchPlan plan = TinySearch.plan(null, List.of(0L), GRID);
        Path path = folder.resolve("search");
        RecordedProgress lines = new RecordedProgress();
        Recipe recipe = TinySearch.recipe();
        Search search = Search.of(plan, recipe, path);
        try (SearchDirectory directory = SearchDirectory.create(path, plan, recipe)) {
            search.run(directory, lines, () -> false, java.util.Map.of());
        }
        assertEquals(
                4,
                lines.lines().stream().filter(line -> line.startsWith("trial")).count());
        assertEquals(
                2,
                lines.lines().stream()
                        .filter(line -> line.startsWith("frozen image encoder"))
                        .count());
        assertEquals(
                2,
                lines.lines().stream()
                        .filter(line -> line.startsWith("frozen text"))
                        .count());
    }
}
