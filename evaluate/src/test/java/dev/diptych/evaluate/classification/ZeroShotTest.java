package dev.diptych.evaluate.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.MetricValues;
import dev.diptych.evaluate.RandomEmbeddings;
import dev.diptych.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZeroShotTest {

    @Test
    void agreesWithADenseFloat64ComputationWithTies() {
        RandomEmbeddings dense = RandomEmbeddings.lattice(3, 12, 200, 4); // 12 classes, 200 images of them
        double top1 = 0;
        double top5 = 0;
        double[] right = new double[12];
        double[] all = new double[12];
        int[] ranks = dense.textToImage();
        for (int i = 0; i < 200; i++) {
            top1 += ranks[i] <= 1 ? 0.5 : 0;
            top5 += ranks[i] <= 5 ? 0.5 : 0;
            all[dense.imageOfText()[i]]++;
            right[dense.imageOfText()[i]] += ranks[i] <= 1 ? 1 : 0;
        }
        double recall = 0;
        for (int c = 0; c < 12; c++) {
            recall += 100 * right[c] / all[c] / 12;
        }
        ClassificationResult result = ZeroShot.evaluate(
                RandomEmbeddings.tensor(dense.text()), RandomEmbeddings.tensor(dense.image()), dense.imageOfText());
        assertEquals(top1, result.top(1), 1e-9);
        assertEquals(top5, result.top(5), 1e-9);
        assertEquals(recall, result.meanPerClassRecall(), 1e-9);
    }

    @Test
    void meanRecallIsOverTheClassesThatHaveImages() {
        var result = new ClassificationResult(new int[] {1, 1, 1, 2, 1}, new int[] {0, 0, 0, 0, 2}, 3);
        assertEquals(80.0, result.top(1));
        assertEquals((75.0 + 100) / 2, result.meanPerClassRecall());
        var values = result.values("zero_shot", RandomKey.of(1));
        assertEquals(80.0, MetricValues.get(values, "zero_shot.top1"));
        assertTrue(MetricValues.get(values, "zero_shot.top1_low") < 80
                && MetricValues.get(values, "zero_shot.top1_high") >= 80);
    }

    @Test
    void aConstantModelIsNeverRight() {
        float[] same = {0.6f, 0.8f};
        var images = RandomEmbeddings.tensor(new float[][] {same, same, same});
        var classes = RandomEmbeddings.tensor(new float[][] {same, same, same, same, same, same});
        ClassificationResult result = ZeroShot.evaluate(images, classes, new int[] {0, 1, 2});
        assertEquals(0.0, result.top(1));
        assertEquals(0.0, result.top(5));
        assertEquals(0.0, result.meanPerClassRecall());
    }

    @Test
    void promptsTakeTheClassInEitherPlace() {
        assertEquals(
                List.of("a photo of a sea horse.", "sea horse!"),
                new PromptTemplates(List.of("a photo of a {c}.", "{}!")).of("sea horse"));
        assertThrows(InvalidInputException.class, () -> new PromptTemplates(List.of("a photo")));
        assertThrows(InvalidInputException.class, () -> new PromptTemplates(List.of()));
    }

    @Test
    void readsLinesListsAndNamedLists(@TempDir Path folder) throws IOException {
        Path lines = Files.writeString(folder.resolve("lines.txt"), "a {c}\n\n the {} \n");
        assertEquals(
                List.of("a {c}", "the {}"),
                PromptTemplates.read(lines.toString()).templates());
        Path named = Files.writeString(folder.resolve("named.json"), "{\"pets\": [\"a {c}, a pet\"], \"no\": [1]}");
        assertEquals(
                List.of("a {c}, a pet"), PromptTemplates.read(named + "#pets").templates());
        assertMessage("of: pets, no", () -> PromptTemplates.read(named.toString()));
        assertMessage("no list \"cars\"", () -> PromptTemplates.read(named + "#cars"));
        assertMessage("not a string", () -> PromptTemplates.read(named + "#no"));
        assertMessage("leave out #x", () -> PromptTemplates.read(lines + "#x"));
        Path broken = Files.writeString(folder.resolve("broken.json"), "[\"a {c}\"");
        assertMessage("not JSON", () -> PromptTemplates.read(broken.toString()));
        assertMessage("cannot be read", () -> PromptTemplates.read(folder + "/nowhere.txt"));
    }

    @Test
    void readsTheTemplatesOfClipBenchmark() {
        Path file = SharedFiles.require("data/templates/en_zeroshot_classification_templates.json");
        assertEquals(80, PromptTemplates.read(file + "#imagenet1k").templates().size());
        assertEquals(34, PromptTemplates.read(file + "#caltech101").templates().size());
    }

    @Test
    void resamplingGivesTheSpreadOfABinomial() {
        int[] ranks = new int[400];
        Arrays.setAll(ranks, i -> i % 4 == 0 ? 1 : 2); // 25 %, standard error 2.165
        var values = new ClassificationResult(ranks, new int[400], 2).values("x", RandomKey.of(5));
        assertEquals(25 - 1.96 * 2.165, MetricValues.get(values, "x.top1_low"), 0.6);
        assertEquals(25 + 1.96 * 2.165, MetricValues.get(values, "x.top1_high"), 0.6);
        assertEquals(values, new ClassificationResult(ranks, new int[400], 2).values("x", RandomKey.of(5)));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable call) {
        String message =
                String.valueOf(assertThrows(InvalidInputException.class, call).getMessage());
        assertTrue(message.contains(part), message);
    }
}
