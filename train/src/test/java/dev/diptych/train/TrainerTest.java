package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchLoader;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.report.MetricsLog;
import dev.diptych.torch.Tensors;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

    @TempDir
    private Path folder;

    @Test
    void aStoppedAndResumedRunEndsInTheSameBits() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        checkResume(TinyRuns.recipe(), whole, parts);
    }

    @Test
    void aRunWithEveryObjectiveResumesToTheSameBits() throws IOException {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        checkResume(TinyRuns.recipe(TinyRuns.EVERY_OBJECTIVE), whole, parts);
        String head = "model/sigmoid.safetensors";
        assertArrayEquals(Files.readAllBytes(whole.resolve(head)), Files.readAllBytes(parts.resolve(head)));
        try (Stream<Path> files = Files.list(whole.resolve("checkpoints"))) {
            Map<String, float[]> tensors =
                    TinyRuns.tensors(files.sorted().toList().getLast());
            assertTrue(tensors.containsKey("sigmoid/logit_bias"));
            assertTrue(tensors.containsKey("average/visual_projection.weight"));
            assertEquals(20, Objects.requireNonNull(tensors.get("queue/image/images")).length);
        }
        String log = Files.readString(whole.resolve("metrics.jsonl"));
        for (String term : new String[] {
            "contrastive",
            "matching",
            "decoupled",
            "anchor",
            "sigmoid",
            "margin",
            "cyclic_in_modal",
            "cyclic_cross_modal",
            "soft_targets"
        }) {
            assertTrue(log.contains('"' + term + '"') || log.contains("." + term + '"'), term);
        }
    }

    private static void checkResume(Recipe recipe, Path whole, Path parts) throws IOException {
        assertTrue(TinyRuns.start(recipe, whole, () -> false).isPresent());
        assertTrue(TinyRuns.start(recipe, parts, TinyRuns.afterSteps(parts, 9)).isEmpty());
        assertTrue(TinyRuns.resume(parts).isPresent());

        assertArrayEquals(last(whole), last(parts));
        for (String file : new String[] {"model/model.safetensors", "model/fusion.safetensors", "recipe.yaml"}) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
        }
        assertEquals(steps(whole), steps(parts));
    }

    @Test
    void aRunWithFrozenPartsSoftTargetsAndRuledNegativesResumesToTheSameBits() throws IOException {
        checkResume(
                TinyRuns.recipe(
                        TinyRuns.EVERY_OBJECTIVE,
                        "data.negatives_from=rules",
                        "train.trainable={vision: last 1, text: frozen}"),
                folder.resolve("whole"),
                folder.resolve("parts"));
    }

    @Test
    void aRunInHalfPrecisionAndInChunksResumesToTheSameBits() throws IOException {
        checkResume(
                TinyRuns.recipe("train.precision=bf16", "train.chunk=3", "train.learning_rate=0.02", "train.warmup=0"),
                folder.resolve("whole"),
                folder.resolve("parts"));
    }

    @Test
    void aRunStoppedBeforeItsFirstStepResumes() {
        Path run = folder.resolve("run");
        assertTrue(TinyRuns.start(TinyRuns.recipe(TinyRuns.EVERY_OBJECTIVE, "train.epochs=1"), run, TinyRuns.after(0))
                .isEmpty());
        assertTrue(TinyRuns.resume(run).isPresent());
    }

    @Test
    void trainingOnStartsFromTheSigmoidHeadThatWasSaved() {
        Path run = folder.resolve("run");
        TinyRuns.start(TinyRuns.recipe("train.epochs=1", "objective.sigmoid.weight=1"), run, () -> false);
        String from = "model.from=" + run.resolve("model");
        double saved = bias(ModelDirectory.load(run.resolve("model")));
        assertNotEquals(-Math.log(15), saved);
        assertEquals(saved, bias(start(TinyRuns.recipe(from, "objective.sigmoid.weight=1"))));
        assertEquals(-4, bias(start(TinyRuns.recipe(from, "objective.sigmoid={weight: 1, bias: -4}"))));
        assertNull(start(TinyRuns.recipe(from)).sigmoid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.negative_captions=1",
                "data.negative_captions=0",
                "data.captions_per_image=all",
                "data.negatives_from=rules",
                "data={scenes: {train: 48, validation: 16, test: 16, size: 16}, negative_captions: 2}"
            })
    void theSigmoidLossStartsFromTheLogOddsOfATrueTextInABatch(String setting) {
        Recipe recipe = TinyRuns.recipe("objective.sigmoid.weight=1", setting);
        Pairs training = TrainingData.of(recipe).training();
        ImageTextModel model = StartingModel.of(recipe, training);
        double texts = 0;
        BatchLoader loader = TrainingSetup.loader(recipe, model, training);
        try (BatchStream<Batch> batches = loader.open(0, 0)) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    texts += batch.textCount();
                }
            }
        }
        assertEquals(-Math.log(texts / loader.steps() - 1), bias(model), 1e-6);
        assertEquals(-7.5, bias(start(TinyRuns.recipe("objective.sigmoid={weight: 1, bias: -7.5}"))));
    }

    @Test
    void theSigmoidLossOfABatchOfTwoStartsWithoutABias() {
        String[] settings = {"objective.sigmoid.weight=1", "data.negative_captions=0", "train.batch=2"};
        assertEquals(0, bias(start(TinyRuns.recipe(settings))), 0);
    }

    private static ImageTextModel start(Recipe recipe) {
        return StartingModel.of(recipe, TrainingData.of(recipe).training());
    }

    private static double bias(ImageTextModel model) {
        return Tensors.item(Objects.requireNonNull(model.sigmoid()).bias());
    }

    @Test
    void theStartIsKeptWhereTheRecipeSaysSo() {
        Path first = folder.resolve("first");
        TinyRuns.start(TinyRuns.recipe("train.epochs=1", "objective.sigmoid.weight=1"), first, () -> false);
        assertFalse(Files.exists(first.resolve("start")));
        Path second = folder.resolve("second");
        Recipe recipe = TinyRuns.recipe(
                "train.epochs=1",
                "objective.sigmoid.weight=1",
                "model.from=" + first.resolve("model"),
                "train.keep_start=true");
        TinyRuns.start(recipe, second, () -> false);
        for (String file : new String[] {"model.safetensors", "fusion.safetensors", "sigmoid.safetensors"}) {
            Map<String, float[]> before =
                    TinyRuns.tensors(first.resolve("model").resolve(file));
            Map<String, float[]> kept = TinyRuns.tensors(second.resolve("start").resolve(file));
            before.remove("logit_scale"); // the recipe's temperature
            before.forEach((name, values) -> assertArrayEquals(values, kept.get(name), name));
        }
    }

    @Test
    void aGuardIsMeasuredBeforeTheFirstStepAndAtValidationsAndAtTheEnd() throws IOException {
        Path classes = folder.resolve("classes");
        CaptionsFolder.write(TrainingData.of(TinyRuns.recipe()).test(), classes);
        List<String> rows = new ArrayList<>(List.of("image,class"));
        for (var image : CaptionsFolder.read(classes).images()) {
            rows.add(image.name() + "," + (rows.size() % 2 == 0 ? "even" : "odd"));
        }
        Files.write(classes.resolve("classes.csv"), rows);
        String settings = "train.guard={data: " + classes + ", every: 2}";
        Path whole = folder.resolve("whole");
        Recipe recipe = TinyRuns.recipe("train.epochs=3", settings);
        TrainingResult result = TinyRuns.start(recipe, whole, () -> false).orElseThrow();
        List<Integer> measured = guarded(whole, "guard.linear_probe.top1");
        assertEquals(List.of(0, 2, 3), measured);
        assertTrue(result.metrics().get("guard.linear_probe.top1").isPresent());
        double start = result.metrics().get("guard.start").orElseThrow();
        assertEquals(
                100 * result.metrics().get("guard.linear_probe.top1").orElseThrow() / start,
                result.metrics().get("guard.kept").orElseThrow());
        assertTrue(Files.exists(whole.resolve("start/model.safetensors")));

        Path parts = folder.resolve("parts");
        assertTrue(TinyRuns.start(recipe, parts, TinyRuns.after(0)).isEmpty());
        assertTrue(TinyRuns.resume(parts).isPresent());
        assertEquals(measured, guarded(parts, "guard.linear_probe.top1"));
        assertEquals(steps(whole), steps(parts));
        Path without = folder.resolve("without");
        TinyRuns.start(TinyRuns.recipe("train.epochs=3"), without, () -> false);
        assertArrayEquals(last(without), last(whole), "a guard changes nothing of the training");
    }

    @Test
    void aResumedRunHoldsOnToTheStartThatItBeganWith() throws IOException {
        Path pairs = folder.resolve("pairs");
        CaptionsFolder.write(TrainingData.of(TinyRuns.recipe()).test(), pairs);
        Recipe recipe =
                TinyRuns.recipe("objective.anchor_weight=1", "train.guard={data: " + pairs + ", suite: embeddings}");
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        checkResume(recipe, whole, parts);
        assertEquals(1, figure(whole, 0, "guard.embeddings.cosine"), 1e-6);
        assertTrue(figure(whole, 2, "guard.embeddings.cosine") < 0.999);
    }

    private static List<Integer> guarded(Path run, String name) {
        return MetricsLog.read(run.resolve("metrics.jsonl")).stream()
                .filter(entry -> entry instanceof LogEntry.Validation validation
                        && validation.metrics().get(name).isPresent())
                .map(LogEntry::epoch)
                .toList();
    }

    private static double figure(Path run, int epoch, String name) {
        return MetricsLog.read(run.resolve("metrics.jsonl")).stream()
                .filter(entry -> entry instanceof LogEntry.Validation && entry.epoch() == epoch)
                .mapToDouble(entry ->
                        ((LogEntry.Validation) entry).metrics().get(name).orElse(Double.NaN))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNumberOfLoaderThreadsChangesNothing() throws IOException {
        TinyRuns.start(TinyRuns.recipe("train.epochs=1", "data.workers=1"), folder.resolve("one"), () -> false);
        TinyRuns.start(TinyRuns.recipe("train.epochs=1", "data.workers=4"), folder.resolve("four"), () -> false);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("one/model/model.safetensors")),
                Files.readAllBytes(folder.resolve("four/model/model.safetensors")));
    }

    @Test
    void frozenPartsKeepTheirBits() throws IOException {
        Path before = folder.resolve("before");
        TinyRuns.start(TinyRuns.recipe("train.epochs=1"), before, () -> false);
        Path after = folder.resolve("after");
        TinyRuns.start(
                TinyRuns.recipe(
                        "train.epochs=1",
                        "model.from=" + before.resolve("model"),
                        "train.trainable={vision: last 1, text: frozen}"),
                after,
                () -> false);
        Map<String, float[]> old = TinyRuns.tensors(before.resolve("model/model.safetensors"));
        Map<String, float[]> trained = TinyRuns.tensors(after.resolve("model/model.safetensors"));
        assertEquals(old.keySet(), trained.keySet());
        old.forEach((name, values) -> {
            boolean mayChange = name.startsWith("vision_model.vision_model.encoder.layers.1.")
                    || name.startsWith("vision_model.vision_model.post_layernorm.")
                    || name.endsWith("_projection.weight")
                    || name.equals("logit_scale");
            assertEquals(mayChange, !Arrays.equals(values, trained.get(name)), name);
        });
    }

    @Test
    void savedLoadedAndSavedAgainTheBytesAreTheSame() throws IOException {
        Path run = folder.resolve("run");
        TinyRuns.start(TinyRuns.recipe("train.epochs=1"), run, () -> false);
        ImageTextModel model = ModelDirectory.load(run.resolve("model"));
        ModelDirectory.save(folder.resolve("again"), model);
        try (Stream<Path> files = Files.list(run.resolve("model"))) {
            for (Path file : files.toList()) {
                assertArrayEquals(
                        Files.readAllBytes(file),
                        Files.readAllBytes(folder.resolve("again").resolve(file.getFileName())),
                        file.toString());
            }
        }
    }

    @Test
    void theRunDirectoryHoldsFiguresOfEveryKind() throws IOException {
        Path run = folder.resolve("run");
        TrainingResult result = TinyRuns.start(TinyRuns.recipe("train.epochs=1"), run, () -> false)
                .orElseThrow();
        Metrics saved = Metrics.fromJson("metrics.json", Files.readString(run.resolve("metrics.json")));
        assertEquals(result.metrics(), saved);
        for (String name : new String[] {
            "retrieval.text_to_image.r1",
            "retrieval.image_to_text.median_rank",
            "consistency.modality_gap",
            "matching.auc",
            "compositional.attribute",
            "train.loss",
            "train.samples_per_second",
            "train.steps"
        }) {
            assertTrue(saved.get(name).isPresent(), name);
        }
        assertFalse(Files.readString(run.resolve("metrics.jsonl")).isBlank());
    }

    @Test
    void theTimeOfARunIsWallClockTimeAndGoesOnAfterAResume() {
        Path run = folder.resolve("run");
        long start = System.nanoTime();
        assertTrue(TinyRuns.start(TinyRuns.recipe(), run, TinyRuns.afterSteps(run, 9))
                .isEmpty());
        Metrics metrics = TinyRuns.resume(run).orElseThrow().metrics();
        double elapsed = (System.nanoTime() - start) / 1e9;
        double seconds = metrics.get("train.seconds").orElseThrow();
        double training = 0;
        double sum = 0;
        for (String activity : List.of("data_wait", "step", "validation", "checkpoint")) {
            double share = metrics.get("train.share." + activity).orElseThrow();
            assertTrue(share > 0, activity + " " + share);
            sum += share;
            training += activity.equals("data_wait") || activity.equals("step") ? share : 0;
        }
        assertEquals(100, sum, 1e-9);
        assertTrue(seconds <= elapsed, seconds + " of " + elapsed);
        double speed = metrics.get("train.samples_per_second").orElseThrow();
        assertEquals(96, speed * seconds * training / 100, 1e-6); // two epochs of 48 images
        double last = 0;
        for (LogEntry entry : MetricsLog.read(run.resolve("metrics.jsonl"))) {
            assertTrue(entry.seconds() > last, entry.toJson());
            last = entry.seconds();
        }
        assertTrue(last < seconds);
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunAndNamesStepAndBatch() {
        var failure = assertThrows(
                TrainingFailedException.class,
                () -> TinyRuns.start(
                        TinyRuns.recipe("train.learning_rate=1e30", "train.warmup=0", "train.clip_norm=null"),
                        folder.resolve("run"),
                        () -> false));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.matches("step \\d+ \\(epoch 1\\): .*images/training-\\d+.*"), message);
    }

    @Test
    void aRunDirectoryWithARunIsRefused() {
        Path run = folder.resolve("run");
        TinyRuns.start(TinyRuns.recipe("train.epochs=1"), run, () -> false);
        assertThrows(
                InvalidInputException.class, () -> TinyRuns.start(TinyRuns.recipe("train.epochs=1"), run, () -> false));
    }

    private static byte[] last(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            Map<String, float[]> tensors =
                    TinyRuns.tensors(files.sorted().toList().getLast());
            StringBuilder all = new StringBuilder();
            tensors.keySet().stream()
                    .sorted()
                    .forEach(name -> all.append(name).append(Arrays.hashCode(tensors.get(name))));
            return all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    // The logged losses, without what depends on the clock.
    private static String steps(Path run) throws IOException {
        return Files.readString(run.resolve("metrics.jsonl"))
                .replaceAll("\"share\":\\{[^}]*\\}|\"(seconds|samples_per_second)\":[-0-9.E]+", "");
    }
}
