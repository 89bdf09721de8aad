package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Pairs;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchLoader;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.train.internal.TrainingSetup;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training from WebDataset shards.
class ShardRunsTest {

    private static final int SHARDS = 3;

    @TempDir
    private Path folder;

    @Test
    void aRunStoppedInMidEpochResumesWithExactlyTheSamplesNotYetSeen() throws IOException {
        Path data = writeShards();
        String[] settings = {
            "data.train='" + data.resolve("scenes-{0..2}.tar") + "'",
            "data.validation_fraction=0.25",
            "data.negative_captions=0"
        };
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        assertTrue(TinyRuns.start(TinyRuns.recipe(settings), whole, () -> false).isPresent());
        // 36 of the 48 images make 4 batches of 8: the stop is in the middle of the second epoch.
        assertTrue(TinyRuns.start(TinyRuns.recipe(settings), parts, TinyRuns.afterSteps(parts, 6))
                .isEmpty());
        String before = losses(parts);
        assertEquals(6, before.lines().count());
        assertTrue(TinyRuns.resume(parts).isPresent());

        // Each loss is of a step's own samples: equal losses, step by step, are the same samples, none twice.
        assertEquals(losses(whole), losses(parts));
        assertTrue(losses(parts).startsWith(before));
        assertArrayEquals(
                Files.readAllBytes(whole.resolve("model/model.safetensors")),
                Files.readAllBytes(parts.resolve("model/model.safetensors")));
    }

    @Test
    void theBatchesAfterAStopHoldExactlyTheImagesNotYetSeen() throws IOException {
        Path data = writeShards();
        Recipe recipe = TinyRuns.recipe(
                "data.train='" + data.resolve("scenes-{0..2}.tar") + "'",
                "data.validation_fraction=0.25",
                "data.negative_captions=0");
        Pairs training = TrainingData.of(recipe).training();
        BatchLoader loader = TrainingSetup.loader(recipe, StartingModel.of(recipe, training), training);
        for (int stop = 0; stop <= loader.steps(); stop++) {
            Set<Integer> seen = new HashSet<>();
            try (BatchStream<Batch> batches = loader.open(1, 0)) {
                for (int step = 0; step < stop; step++) {
                    try (Batch batch = batches.next()) {
                        Arrays.stream(batch.images()).forEach(image -> assertTrue(seen.add(image)));
                    }
                }
            }
            try (BatchStream<Batch> rest = loader.open(1, stop)) {
                while (rest.hasNext()) {
                    try (Batch batch = rest.next()) {
                        Arrays.stream(batch.images()).forEach(image -> assertTrue(seen.add(image), "seen twice"));
                    }
                }
            }
            assertEquals(8 * loader.steps(), seen.size());
        }
    }

    /// The lines of single steps, without what depends on the clock.
    private static String losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .filter(line -> line.contains("\"kind\":\"step\""))
                .map(line -> line.replaceAll("\"share\":\\{[^}]*\\}|\"(seconds|samples_per_second)\":[-0-9.E]+", ""))
                .collect(Collectors.joining("\n"));
    }

    private Path writeShards() throws IOException {
        Path scenes = folder.resolve("scenes");
        Pairs pairs = Scenes.generate(new SceneOptions(3, 48, 0, 0, 16, 4, 0.3))
                .training()
                .pairs();
        CaptionsFolder.write(pairs, scenes);
        Pairs written = DataSets.read(scenes.toString()).pairs();
        for (int shard = 0; shard < SHARDS; shard++) {
            Path file = folder.resolve("scenes-%d.tar".formatted(shard));
            try (OutputStream out = Files.newOutputStream(file);
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
                for (int image = shard; image < written.images().size(); image += SHARDS) {
                    String key = "%06d.".formatted(image);
                    add(
                            tar,
                            key + "png",
                            Files.readAllBytes(
                                    scenes.resolve(written.image(image).name())));
                    String captions = Arrays.stream(written.captionsOf(image))
                            .mapToObj(caption -> '"' + written.text(caption) + '"')
                            .collect(Collectors.joining(", ", "{\"caption\": [", "]}"));
                    add(tar, key + "json", captions.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return folder;
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }
}
