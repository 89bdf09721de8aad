package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ClassifyCommandTest {

    private static final List<String> LABELS = List.of("circle", "square", "star");

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;
    private static Pairs pairs;

    @BeforeAll
    static void makeModelAndData() throws Exception {
        model = TinyModel.train(folder);
        data = TinyModel.scenes(folder, 12);
        pairs = CaptionsFolder.read(data);
    }

    private static CommandProcess.Result classify(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("classify", model.toString()));
        arguments.addAll(List.of(more));
        return CommandInProcess.diptych(arguments.toArray(String[]::new));
    }

    @Test
    void printsTheSoftmaxOfTheScaledCosines() throws Exception {
        var result = classify("--data", data.toString(), "--labels", "circle,square,star", "--json");
        assertEquals(0, result.status(), result.err());
        List<String> lines = result.out().lines().toList();
        assertEquals(12, lines.size());
        try (Diptych loaded = Diptych.load(model)) {
            for (int i = 0; i < lines.size(); i++) {
                JsonNode line = JsonMapper.shared().readTree(lines.get(i));
                assertEquals(pairs.image(i).name(), line.path("image").asString());
                float[] image = loaded.embed(List.of(pairs.image(i).source()))[0];
                // The temperature is the initial one, 0.07, as the recipe does not learn it.
                double[] weights = LABELS.stream()
                        .mapToDouble(label ->
                                Math.exp(Diptych.cosine(image, loaded.embedText("a photo of a " + label + ".")) / 0.07))
                        .toArray();
                double sum = weights[0] + weights[1] + weights[2];
                double most = 0;
                for (int label = 0; label < LABELS.size(); label++) {
                    assertEquals(
                            weights[label] / sum,
                            line.path("probabilities").path(LABELS.get(label)).asDouble(),
                            1e-4);
                    most = Math.max(most, weights[label] / sum);
                }
                assertEquals(most, line.path("probability").asDouble(), 1e-4);
            }
        }
    }

    @Test
    void printsCsvOfFilesAndFoldersAndNamesUnreadableOnes() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.write(photos.resolve("a, b.ppm"), "P6 2 2 255\nabcdefghijkl".getBytes("US-ASCII"));
        Files.writeString(photos.resolve("broken.png"), "no image");
        Path labels = Files.writeString(folder.resolve("labels.txt"), "circle\nred square\n\n");
        var result = classify("--labels", labels.toString(), photos.toString());
        assertEquals(0, result.status(), result.err());
        List<String> lines = result.out().lines().toList();
        assertEquals("image,label,probability", lines.get(0));
        assertEquals(2, lines.size(), result.out());
        assertTrue(lines.get(1).matches("\"a, b.ppm\",(circle|red square),0\\.\\d{4}"), lines.get(1));
        assertTrue(result.err().contains("skipped broken.png: "), result.err());
        Path out = folder.resolve("classes.csv");
        assertEquals(
                0,
                classify("--labels", labels.toString(), photos.toString(), "--out", out.toString())
                        .status());
        assertEquals(result.out(), Files.readString(out));
    }

    @Test
    void rejectsInvalidInputInOneLine() throws Exception {
        String image = data.toString();
        assertRefused(classify("--labels", "a,a", image), "the labels must be different");
        assertRefused(classify("--labels", " , ", image), "no label in");
        assertRefused(classify("--labels", "a,b"), "give the images either as IMAGE or with --data");
        assertRefused(classify("--labels", "a,b", "missing.jpg"), "missing.jpg: no such file or folder");
        assertRefused(
                classify("--labels", "a,b", "--other", image),
                "fit one with: diptych evaluate " + model + " --suite calibration");
    }

    private static void assertRefused(CommandProcess.Result result, String message) {
        assertEquals(2, result.status(), result.err());
        assertEquals(1, result.errLines().size(), result.err());
        assertTrue(result.err().contains(message), result.err());
    }
}
