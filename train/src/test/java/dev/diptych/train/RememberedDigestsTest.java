package dev.diptych.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.data.Caption;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.recipe.Recipe;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts of runs over the same image files.
class RememberedDigestsTest {

    private static final int SIDE = 16;
    private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    @Test
    void aSecondStartDoesNotReadFilesWhoseSizeAndTimeAreUnchanged() throws IOException {
        Pairs pairs = pairs();
        start(pairs);
        Path first = folder.resolve("0.png");
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length - 1] ^= 1; // another digest, if it were read
        Files.write(first, bytes);
        Files.setLastModifiedTime(first, OLD);
        assertImages("from the cache", start(pairs));
        Files.setLastModifiedTime(first, FileTime.from(OLD.toInstant().plusSeconds(1)));
        assertImages("computed once", start(pairs));
    }

    private static void assertImages(String how, List<String> lines) {
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("frozen image encoder") && line.contains(how)),
                () -> how + ": " + lines);
    }

    private Pairs pairs() throws IOException {
        Random random = new Random(1);
        List<ImageItem> images = new ArrayList<>();
        List<Caption> captions = new ArrayList<>();
        for (int number = 0; number < 48; number++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                image.setRGB(pixel % SIDE, pixel / SIDE, random.nextInt());
            }
            Path file = folder.resolve(number + ".png");
            ImageIO.write(image, "png", file.toFile());
            Files.setLastModifiedTime(file, OLD);
            images.add(new ImageItem(file.toString(), new FileImage(file)));
            captions.add(new Caption(number, "a picture number " + number));
        }
        return new Pairs(images, captions, List.of());
    }

    /// Prepares the steps of a run; returns what it reported.
    private List<String> start(Pairs pairs) {
        Recipe recipe = TinyRuns.recipe("train.trainable={vision: frozen, text: frozen}", "data.negative_captions=0");
        RecordedProgress progress = new RecordedProgress();
        try (var _ = TensorScope.open()) {
            TrainingSteps.of(recipe, new TrainingData(pairs, pairs, pairs), folder.resolve("cache"), progress);
        }
        return progress.lines();
    }
}
