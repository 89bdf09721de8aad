package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.RandomKey;
import dev.diptych.data.Caption;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.image.RgbImage;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.recipe.Recipe;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A step whose pixels, as numbers, would fill 4.9 GB.
@Tag("soak")
class LargeBatchTest {

    private static final int BATCH = 8192;
    private static final int SIDE = 224;
    private static final Path RECIPE = Path.of(System.getProperty("diptych.root", ".."), "recipes", "small.yaml");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final List<String> SETTINGS = List.of(
            "model.vision.image_size=" + SIDE,
            "model.vision.patch_size=32",
            "train.batch=" + BATCH,
            "train.chunk=64",
            "data.scenes.train=" + BATCH); // not used, but an epoch must hold a batch

    @TempDir
    private Path folder;

    @Test
    void aStepOfManyChunksStaysUnderFourGigabytes() throws IOException {
        Assumptions.assumeTrue(Files.exists(STATUS), "skipped: this system has no /proc");
        Recipe recipe = RecipeReader.read("small.yaml", Files.readString(RECIPE), SETTINGS);
        Pairs pairs = pairs(2 * BATCH); // the second batch is read ahead
        Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // VmHWM starts anew
        long before = kilobytes("VmRSS");
        try (var _ = TensorScope.open()) { // owns model and moments
            TrainingSteps steps = TrainingSteps.of(
                    recipe, new TrainingData(pairs, pairs, pairs), folder.resolve("cache"), new SilentProgress());
            try (BatchStream<Batch> batches = steps.batches(0);
                    Batch batch = batches.next()) {
                assertEquals(BATCH, batch.imageCount());
                assertTrue(Double.isFinite(steps.take(batch)));
            }
        }
        long peak = kilobytes("VmHWM");
        assertTrue(peak < 4_000_000, "the step took " + peak + " kB, of which " + before + " kB before it");
    }

    private static Pairs pairs(int count) {
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RandomKey key = RandomKey.of(0).with(i);
            images.add(new ImageItem("noise-" + i, () -> noise(key)));
            captions.add(new Caption(i, "noise number " + i + " of many pictures of noise"));
        }
        return new Pairs(images, captions, List.of());
    }

    private static RgbImage noise(RandomKey key) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        key.generator().nextBytes(pixels);
        return new RgbImage(SIDE, SIDE, pixels);
    }

    private static long kilobytes(String field) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + field + " in " + STATUS);
    }
}
