package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import dev.diptych.model.checkpoint.CalibrationFile;
import dev.diptych.testing.SelfContained;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AuditCommandTest {

    private static final String TINY = """
            data: {scenes: {train: 32, validation: 8, test: 8, size: 32}}
            model:
              vision: {image_size: 32, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 1, batch: 8}
            """;

    @TempDir
    private Path folder;

    private Path data;
    private Path images;
    private final StringBuilder rows = new StringBuilder();

    @BeforeEach
    void namePlaces() {
        data = folder.resolve("data");
        images = data.resolve("images");
    }

    @Test
    void everyPlantedFaultIsFoundAndCleanDataCanBeRead() throws Exception {
        Path model = model(); // without a calibration
        Scenes scenes = Scenes.generate(new SceneOptions(5, 60, 1, 12, 32, 2, 0.1));
        CaptionsFolder.write(scenes.training().pairs(), data);
        Path against = folder.resolve("test");
        CaptionsFolder.write(scenes.test().pairs(), against);
        rows.append(Files.readString(data.resolve("captions.csv")));
        List<Path> originals;
        try (var list = Files.list(images)) {
            originals = list.sorted().toList();
        }
        List<Path> others;
        try (var list = Files.list(against.resolve("images"))) {
            others = list.sorted().toList();
        }
        Files.copy(originals.get(3), images.resolve("same.png"));
        row("same.png", "some shapes on a plain ground");
        BufferedImage original = ImageIO.read(originals.get(4).toFile());
        ImageIO.write(
                scaled(original, 57, 57, false),
                "png",
                images.resolve("scaled.png").toFile());
        row("scaled.png", "the same shapes, larger");
        ImageIO.write(
                scaled(original, 32, 32, true),
                "png",
                images.resolve("mirrored.png").toFile());
        row("mirrored.png", "the same shapes in a mirror");
        Files.copy(others.get(2), images.resolve("leak.png"));
        row("leak.png", "shapes of the test");
        byte[] whole = Files.readAllBytes(originals.get(6));
        Files.write(images.resolve("broken.png"), Arrays.copyOf(whole, whole.length / 2));
        row("broken.png", "half an image");
        row("missing.png", "no image at all");
        Files.createFile(images.resolve("void.jpg"));
        row("void.jpg", "an empty file");
        plain("grey.png", 32, 32);
        row("grey.png", "one colour");
        ImageIO.write(
                scaled(original, 5, 5, false), "png", images.resolve("tiny.png").toFile());
        row("tiny.png", "hardly anything");
        ImageIO.write(
                scaled(original, 200, 20, false),
                "png",
                images.resolve("long.png").toFile());
        row("long.png", "a long stripe");
        String name = originals.get(9).getFileName().toString();
        row(name, "");
        row(name, "ein blaues MÃ¤dchen");
        row(name, "a red square next to the");
        Files.writeString(data.resolve("captions.csv"), rows);

        Path run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(run.resolve("report.html"), "of a run");
        refused(model, run, "contains another report");
        Files.writeString(run.resolve("audit.json"), "{}");
        refused(model, run, "was not written by an audit");
        assertEquals("of a run", Files.readString(run.resolve("report.html")));

        Path out = folder.resolve("out");
        var result = CommandInProcess.diptych(
                "audit",
                model.toString(),
                "--data",
                data.toString(),
                "--against",
                against.toString(),
                "--fit",
                "--folds",
                "3",
                "--drop",
                "leak,exact_duplicate",
                "--threshold",
                "0.01",
                "--out",
                out.toString(),
                "--json");
        assertEquals(0, result.status(), result.err());

        found(out, "same.png", "exact_duplicate: images/" + originals.get(3).getFileName());
        found(out, "scaled.png", "near_duplicate: images/" + originals.get(4).getFileName());
        found(out, "mirrored.png", "near_duplicate: images/" + originals.get(4).getFileName());
        found(out, "leak.png", "leak: images/" + others.get(2).getFileName());
        found(out, "broken.png", "unreadable_image: ");
        found(out, "missing.png", "unreadable_image: the file does not exist");
        found(out, "void.jpg", "unreadable_image: the file is empty");
        found(out, "grey.png", "one_colour");
        found(out, "tiny.png", "tiny_image: 5 x 5");
        found(out, "long.png", "odd_aspect: 200 x 20");
        found(out, name, "empty_caption");
        found(out, name, "mojibake: ein blaues Mädchen");
        found(out, name, "truncated_caption: ends with \"the\"");

        Path clean = Files.createDirectory(folder.resolve("clean"));
        Files.copy(out.resolve("clean.csv"), clean.resolve("captions.csv"));
        Files.createSymbolicLink(clean.resolve("images"), images.toAbsolutePath());
        Pairs kept = CaptionsFolder.read(clean);
        List<String> names = kept.images().stream().map(image -> image.name()).toList();
        for (String gone : List.of("same.png", "leak.png", "broken.png", "missing.png", "void.jpg")) {
            assertFalse(names.contains("images/" + gone), gone);
        }
        assertTrue(names.contains("images/scaled.png"));

        JsonNode json = JsonMapper.shared().readTree(result.out());
        assertEquals(3, json.get("findings").get("unreadable_image").asInt());
        assertEquals(kept.captions().size(), json.get("kept").asInt());
        String page = Files.readString(out.resolve("report.html"));
        assertTrue(page.contains("default-src 'none'") && page.contains("ein blaues Mädchen"));
        SelfContained.check(page);
        assertTrue(page.contains("Data digest, other pairs") && page.contains("<pre>diptych audit " + model));
        assertFalse(page.contains(">Pairs before</th>"));

        // The same pairs in another format, by the model's own embeddings and calibration.
        var curve = new ProbabilityCurve(
                ProbabilityCurve.Method.PLATT, 3, -1, new double[] {0, 1}, new double[] {0.2, 0.8});
        CalibrationFile.write(model, new Calibration(curve, null, List.of(), "0", 2));
        Path lines = data.resolve("pairs.jsonl");
        Files.write(lines, jsonLines());
        var again = CommandInProcess.diptych(
                "audit",
                model.toString(),
                "--data",
                lines.toString(),
                "--against",
                against.toString(),
                "--out",
                out.toString(),
                "--json");
        assertEquals(0, again.status(), again.err());
        found(out, "same.png", "exact_duplicate: images/" + originals.get(3).getFileName());
        found(out, "scaled.png", "near_duplicate: images/" + originals.get(4).getFileName());
        found(out, "leak.png", "leak: images/" + others.get(2).getFileName());
        found(out, "missing.png", "unreadable_image: the file does not exist");
        found(out, name, "empty_caption");
        JsonNode other = JsonMapper.shared().readTree(again.out());
        for (String finding : List.of("unreadable_image", "leak", "empty_caption", "mojibake", "near_duplicate")) {
            assertEquals(
                    json.get("findings").get(finding), other.get("findings").get(finding), finding);
        }
        assertEquals(1, other.get("left_out").asInt());
        page = Files.readString(out.resolve("report.html"));
        SelfContained.check(page);
        assertTrue(page.contains(">Pairs before</th>"));
        assertTrue(page.contains(", calibrated ") && page.contains("it has no image"));
        double share = other.get("wrong_share").asDouble();
        try (CsvReader<CsvRecord> table = CsvReader.builder().ofCsvRecord(out.resolve("audit.csv"))) {
            CsvRecord first = table.stream().skip(1).findFirst().orElseThrow();
            double even = 1 / (1 + Math.exp(-3 * Double.parseDouble(first.getField(4)) + 1));
            double wanted = even * (1 - share) / (even * (1 - share) + (1 - even) * share);
            assertEquals(wanted, Double.parseDouble(first.getField(10)), 1e-4);
        }
    }

    private void refused(Path model, Path out, String reason) throws IOException, InterruptedException {
        var result =
                CommandInProcess.diptych("audit", model.toString(), "--data", data.toString(), "--out", out.toString());
        assertEquals(2, result.status(), result.err());
        assertTrue(result.err().contains(reason), result.err());
    }

    private List<String> jsonLines() throws IOException {
        List<String> lines = new java.util.ArrayList<>();
        try (CsvReader<CsvRecord> table = CsvReader.builder().ofCsvRecord(data.resolve("captions.csv"))) {
            table.stream()
                    .skip(1)
                    .forEach(row -> lines.add(JsonMapper.shared()
                            .writeValueAsString(
                                    java.util.Map.of("image", row.getField(0), "caption", row.getField(1)))));
        }
        lines.add("{\"image\": \"\", \"caption\": \"of nothing\"}");
        return lines;
    }

    @Test
    void wrongCallsAreOneLine() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (List<String> call : List.of(
                List.of("--data", empty.toString()),
                List.of("--data", empty.toString(), "--folds", "3"),
                List.of("--data", empty.toString(), "--threshold", "2"),
                List.of("--data", empty.toString(), "--drop", "dust"))) {
            List<String> all = new java.util.ArrayList<>(List.of("audit", empty.toString()));
            all.addAll(call);
            var result = CommandInProcess.diptych(all.toArray(String[]::new));
            assertEquals(2, result.status(), result.err());
            assertEquals(1, result.errLines().size(), result.err());
        }
    }

    private Path model() throws IOException, InterruptedException {
        Path recipe = Files.writeString(folder.resolve("tiny.yaml"), TINY);
        Path run = folder.resolve("run");
        var trained = CommandInProcess.diptych("train", recipe.toString(), "--out", run.toString());
        assertEquals(0, trained.status(), trained.err());
        return run.resolve("model");
    }

    private void row(String name, String caption) {
        rows.append("images/").append(name).append(",\"").append(caption).append("\"\r\n");
    }

    private void plain(String name, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.GRAY);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        ImageIO.write(image, "png", images.resolve(name).toFile());
    }

    private static BufferedImage scaled(BufferedImage image, int width, int height, boolean mirror) {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = scaled.createGraphics();
        graphics.drawImage(image, mirror ? width : 0, 0, mirror ? -width : width, height, null);
        graphics.dispose();
        return scaled;
    }

    private static void found(Path out, String image, String finding) throws IOException {
        try (CsvReader<CsvRecord> table = CsvReader.builder().ofCsvRecord(out.resolve("audit.csv"))) {
            List<String> findings = table.stream()
                    .filter(each -> each.getField(7).equals("images/" + image))
                    .map(each -> each.getField(6))
                    .toList();
            assertTrue(findings.stream().anyMatch(each -> each.contains(finding)), image + ": " + findings);
        }
    }
}
