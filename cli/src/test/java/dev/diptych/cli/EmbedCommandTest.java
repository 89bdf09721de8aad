package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Diptych;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.index.embeddings.EmbeddingDirectory;
import dev.diptych.index.embeddings.EmbeddingKind;
import dev.diptych.index.embeddings.EmbeddingRow;
import dev.diptych.index.embeddings.EmbeddingRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EmbedCommandTest {

    private static final int IMAGES = 40;
    private static final float TOLERANCE = 2e-6f;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;
    private static Pairs pairs;
    private static float[][] images; // [N, P], computed in one call
    private static float[][] captions; // [M, P]

    @TempDir
    private Path own;

    @BeforeAll
    static void makeModelAndData() throws Exception {
        model = TinyModel.train(folder);
        data = TinyModel.scenes(folder, IMAGES);
        pairs = CaptionsFolder.read(data);
        try (Diptych loaded = Diptych.load(model)) {
            images = loaded.embed(
                    pairs.images().stream().map(each -> each.source()).toList());
            captions = loaded.embedTexts(
                    pairs.captions().stream().map(each -> each.text()).toList());
        }
    }

    private CommandProcess.Result embed(Path from, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("embed", model.toString(), "--data", from.toString(), "--out", out().toString(), "--json"));
        arguments.addAll(List.of(more));
        return CommandInProcess.diptych(arguments.toArray(String[]::new));
    }

    private Path out() {
        return own.resolve("embeddings");
    }

    private List<EmbeddingRow> rows(EmbeddingKind kind) {
        List<EmbeddingRow> all = new ArrayList<>();
        try (EmbeddingRows rows = EmbeddingDirectory.open(out()).rows(kind)) {
            for (EmbeddingRow row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
        }
        return all;
    }

    private static JsonNode json(CommandProcess.Result result) {
        assertEquals(0, result.status(), result.err());
        return JsonMapper.shared().readTree(result.out());
    }

    private static String refusal(CommandProcess.Result result) {
        assertEquals(2, result.status(), result.err());
        assertEquals("", result.out());
        assertEquals(1, result.errLines().size(), result.err());
        return result.err();
    }

    @Test
    void computesInBf16OnRequestAndDoesNotMixPrecisions() throws Exception {
        json(embed(data, "--compute-precision", "bf16", "--what", "images"));
        List<EmbeddingRow> vision = rows(EmbeddingKind.IMAGES);
        double difference = 0;
        for (int i = 0; i < IMAGES; i++) {
            double cosine = 0;
            for (int component = 0; component < TinyModel.WIDTH; component++) {
                cosine += images[i][component] * vision.get(i).vector()[component];
            }
            difference = Math.max(difference, Math.abs(1 - cosine));
        }
        assertTrue(difference > 1e-7 && difference < 1e-3, "1 - cosine: " + difference);
        String message = refusal(embed(data, "--what", "images"));
        assertTrue(message.contains("compute precision bf16, not fp32"), message);
        String unknown = refusal(embed(data, "--compute-precision", "fp16"));
        assertTrue(unknown.contains("unknown --compute-precision fp16; expected one of fp32, bf16"), unknown);
    }

    @Test
    void embedsImagesWithTheirCaptionsAndCaptionsWithTheirImage() throws Exception {
        JsonNode summary = json(embed(data, "--batch", "8", "--part", "16"));
        assertEquals(IMAGES, summary.path("images").asInt());
        assertEquals(pairs.captions().size(), summary.path("captions").asInt());
        assertEquals(TinyModel.WIDTH, summary.path("width").asInt());
        assertEquals(64, summary.path("model_digest").asString().length());
        assertTrue(Files.exists(out().resolve("images/part-00002.parquet")), "three parts");
        List<EmbeddingRow> vision = rows(EmbeddingKind.IMAGES);
        assertEquals(IMAGES, vision.size());
        for (int i = 0; i < IMAGES; i++) {
            EmbeddingRow row = vision.get(i);
            assertEquals(i, row.id());
            assertEquals(pairs.image(i).name(), row.name());
            assertArrayEquals(images[i], row.vector(), TOLERANCE);
            List<String> texts = java.util.Arrays.stream(pairs.captionsOf(i))
                    .mapToObj(pairs::text)
                    .toList();
            assertEquals(texts, row.captions());
        }
        List<EmbeddingRow> text = rows(EmbeddingKind.CAPTIONS);
        for (int i = 0; i < text.size(); i++) {
            EmbeddingRow row = text.get(i);
            assertEquals(pairs.image(pairs.captions().get(i).image()).name(), row.name());
            assertArrayEquals(captions[i], row.vector(), TOLERANCE);
            assertEquals(List.of(pairs.text(i)), row.captions());
        }
        var again = embed(data, "--batch", "8", "--part", "16");
        assertEquals(summary, json(again));
        assertTrue(refusal(embed(data, "--batch", "4")).contains("batch 8, not 4"));
        assertTrue(refusal(embed(TinyModel.scenes(folder, 10))).contains("with data "));
    }

    @Test
    void keepsLeadingDimensionsAtLengthOneInHalfPrecision() throws Exception {
        JsonNode summary = json(embed(data, "--what", "images", "--dimensions", "3", "--precision", "half"));
        assertTrue(summary.path("captions").isNull());
        EmbeddingRow row = rows(EmbeddingKind.IMAGES).get(7);
        double length = 0;
        for (int i = 0; i < 3; i++) {
            length += (double) images[7][i] * images[7][i];
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(images[7][i] / Math.sqrt(length), row.vector()[i], 5e-4);
        }
        assertTrue(refusal(CommandInProcess.diptych(
                        "embed",
                        model.toString(),
                        "--data",
                        data.toString(),
                        "--out",
                        own.resolve("wide").toString(),
                        "--dimensions",
                        "9"))
                .contains("--dimensions must be at most 8"));
    }

    @Test
    void embedsAFolderOfImagesWithoutCaptionsAndNamesUnreadableOnes() throws Exception {
        Path photos = Files.createDirectories(own.resolve("photos/summer"));
        for (int i = 0; i < 3; i++) {
            Files.write(
                    photos.resolve(i + ".ppm"),
                    ("P6 2 2 255\n" + "abcdefghijk" + (char) ('A' + i)).getBytes("US-ASCII"));
        }
        Files.writeString(photos.resolve("broken.jpg"), "not an image");
        assertTrue(refusal(embed(own.resolve("photos"))).contains("summer/broken.jpg"));
        var result = embed(own.resolve("photos"), "--max-unreadable", "0.3");
        JsonNode summary = json(result);
        assertEquals(3, summary.path("images").asInt());
        assertEquals("summer/broken.jpg", summary.at("/unreadable/0/name").asString());
        assertTrue(result.err().contains("skipped summer/broken.jpg: "), result.err());
        assertEquals(
                List.of("summer/0.ppm", "summer/1.ppm", "summer/2.ppm"),
                rows(EmbeddingKind.IMAGES).stream().map(EmbeddingRow::name).toList());
        assertTrue(refusal(CommandInProcess.diptych(
                        "embed",
                        model.toString(),
                        "--data",
                        own.resolve("photos").toString(),
                        "--out",
                        own.resolve("texts").toString(),
                        "--what",
                        "captions",
                        "--max-unreadable",
                        "0.3"))
                .contains("the data have no captions"));
    }

    @Test
    void writesTheLayoutOfClipRetrieval() throws Exception {
        json(embed(data, "--layout", "clip-retrieval"));
        int count = pairs.captions().size();
        byte[] matrix = Files.readAllBytes(out().resolve("img_emb/img_emb_0.npy"));
        assertEquals(128 + 2 * TinyModel.WIDTH * count, matrix.length);
        assertFalse(Files.exists(out().resolve(".parts")));
        List<EmbeddingRow> vision = rows(EmbeddingKind.IMAGES);
        List<EmbeddingRow> text = rows(EmbeddingKind.CAPTIONS);
        assertEquals(count, vision.size());
        for (int i = 0; i < count; i++) {
            int image = pairs.captions().get(i).image();
            assertEquals(pairs.image(image).name(), vision.get(i).name());
            assertEquals(List.of(pairs.text(i)), vision.get(i).captions());
            for (int k = 0; k < TinyModel.WIDTH; k++) {
                assertEquals(half(images[image][k]), vision.get(i).vector()[k], 1e-3f);
                assertEquals(half(captions[i][k]), text.get(i).vector()[k], 1e-3f);
            }
        }
        assertTrue(refusal(embed(data, "--layout", "clip-retrieval")).contains("contains other files"));
    }

    private static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    @Test
    void rejectsInvalidOptionsAndAnotherModelInOneLine() throws Exception {
        assertTrue(refusal(embed(data, "--what", "pixels")).contains("unknown --what pixels; expected one of images"));
        assertTrue(refusal(embed(data, "--part", "0")).contains("--part must be at least 1"));
        assertTrue(refusal(embed(data, "--layout", "clip-retrieval", "--precision", "float"))
                .contains("stores float16"));
        json(embed(data, "--what", "captions"));
        Path other = Files.createDirectory(own.resolve("other"));
        try (var files = Files.list(model)) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        Path weights = other.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 3] ^= 1;
        Files.write(weights, bytes);
        String message = refusal(CommandInProcess.diptych(
                "embed", other.toString(), "--data", data.toString(), "--out", out().toString()));
        assertTrue(message.contains(model + " (digest ") && message.contains(other + " (digest "), message);
        assertNotNull(EmbeddingDirectory.open(out()).manifest().model());
    }
}
