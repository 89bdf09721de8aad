package dev.diptych.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.testing.SelfContained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `diptych index` and `diptych search`.
final class IndexCommandTest {

    private static final int IMAGES = 150;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;
    private static Path index;

    @BeforeAll
    static void build() throws Exception {
        model = TinyModel.train(folder);
        data = TinyModel.scenes(folder, IMAGES);
        index = folder.resolve("index");
        JsonNode built =
                json("index", "--data", data.toString(), "--model", model.toString(), "--out", index.toString());
        assertEquals(IMAGES, built.get("items").asInt());
        assertEquals(IMAGES, built.get("added").asInt());
        assertEquals("exact", built.get("kind").asString());
        assertTrue(built.get("answerability").get("queries").asInt() > 100, built.toString());
    }

    @Test
    void findsTheImageThatIsSearchedFor() throws Exception {
        Path image = firstImage();
        JsonNode found = json("search", index.toString(), "--image", image.toString(), "-k", "3");
        assertEquals(3, found.get("results").size());
        JsonNode first = found.get("results").get(0);
        assertEquals(image.toString(), first.get("image").asString());
        assertTrue(first.get("image_exists").asBoolean());
        assertEquals(1, first.get("cosine").asDouble(), 1e-5);
        assertTrue(first.get("standardised").asDouble() > 0);
        assertFalse(found.hasNonNull("threshold"), "the probability is estimated from texts");
        assertTrue(json("search", index.toString(), "a red circle")
                        .get("threshold")
                        .asDouble()
                > 0);
    }

    @Test
    void printsATableAndWritesAPage() throws Exception {
        Path page = folder.resolve("page.html");
        var found = CommandInProcess.diptych(
                "search", index.toString(), "a red circle", "--words", "circle", "--html", page.toString());
        assertEquals(0, found.status(), found.err());
        assertTrue(found.out().lines().filter(line -> line.contains("cosine")).count() == 10, found.out());
        SelfContained.check(Files.readString(page));
        assertTrue(Files.readString(page).contains("<img src=\"data:image/png"), "no pictures");
    }

    @Test
    void evaluatesWhenNothingFits() throws Exception {
        Path fitting = Files.writeString(folder.resolve("fitting.txt"), "a red circle\na blue square\n");
        Path others = Files.writeString(folder.resolve("others.txt"), "a red ring\n");
        JsonNode curve = json("search", index.toString(), "--evaluate", fitting.toString(), others.toString());
        assertEquals(2, curve.get("answerable").asInt());
        assertEquals(1, curve.get("unanswerable").asInt());
        double auroc = curve.get("probability").get("auroc").asDouble();
        assertTrue(auroc == 0 || auroc == 0.5 || auroc == 1, curve.toString());
    }

    @Test
    void addsWhatIsMissingAndDeletes() throws Exception {
        Path other = folder.resolve("grown");
        Path few = TinyModel.scenes(Files.createDirectories(folder.resolve("few")), 30);
        json("index", "--data", few.toString(), "--model", model.toString(), "--out", other.toString());
        String id = Files.readAllLines(few.resolve("captions.csv")).get(1).split(",")[0];
        Path ids = Files.writeString(folder.resolve("ids.txt"), id + "\n");
        JsonNode deleted = json("index", "--out", other.toString(), "--delete", ids.toString());
        assertEquals(29, deleted.get("items").asInt());
        assertEquals(1, deleted.get("deleted").asInt());
        JsonNode again = json("index", "--data", few.toString(), "--out", other.toString());
        assertEquals(30, again.get("items").asInt());
        assertEquals(1, again.get("added").asInt());
        assertEquals(29, again.get("present").asInt());
    }

    @Test
    void indexesWhatEmbedWroteWithoutTheModel() throws Exception {
        Path embeddings = folder.resolve("embeddings");
        var embedded = CommandInProcess.diptych(
                "embed", model.toString(), "--data", data.toString(), "--out", embeddings.toString());
        assertEquals(0, embedded.status(), embedded.err());
        Path other = folder.resolve("imported");
        JsonNode built = json(
                "index",
                embeddings.toString(),
                "--no-estimate",
                "--images",
                data.toString(),
                "--out",
                other.toString());
        assertEquals(IMAGES, built.get("items").asInt());
        String image = firstImage().toString();
        JsonNode direct = json("search", index.toString(), "--image", image);
        JsonNode imported = json("search", other.toString(), "--image", image);
        for (int i = 0; i < 10; i++) {
            JsonNode one = direct.get("results").get(i);
            JsonNode two = imported.get("results").get(i);
            assertEquals(one.get("id"), two.get("id"));
            assertEquals(one.get("cosine"), two.get("cosine"));
            assertEquals(one.get("image"), two.get("image"));
            assertEquals(one.get("captions"), two.get("captions"));
        }
        assertTrue(imported.get("answerable").isNull());
        assertFalse(imported.get("nothing_fits").asBoolean());
    }

    @Test
    void invalidCallsAreOneLine() throws Exception {
        Path missing = folder.resolve("missing");
        refused("no such index; create it with 'diptych index'", "search", missing.toString(), "a dog");
        refused("pass TEXT or --image", "search", index.toString());
        refused("pass DIR, --data, --delete or --self-contained", "index", "--out", missing.toString());
        refused("requires --model", "index", "--data", data.toString(), "--out", missing.toString());
        refused(
                "--compute-precision requires --data",
                "index",
                folder.toString(),
                "--out",
                missing.toString(),
                "--compute-precision",
                "bf16");
        refused("the vocabulary of the model contains no token of the query", "search", index.toString(), "猫");
        refused("contains no token", "search", index.toString(), " ");
        refused(
                "unknown field colour; no item has metadata",
                "search",
                index.toString(),
                "a",
                "--filter",
                "colour=red");
        refused("no matching head", "search", index.toString(), "a red circle", "--rerank", "5");
        refused(
                "unknown --kind tree; expected one of exact, exact-half, hnsw, hnsw-1bit",
                "index",
                "--data",
                data.toString(),
                "--model",
                model.toString(),
                "--out",
                missing.toString(),
                "--kind",
                "tree");
        refused(".jpg: ", "search", index.toString(), "--image", "nothing.jpg");
    }

    @Test
    void anotherModelIsRefusedByName() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other-model"));
        try (var files = Files.list(model)) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(file.getFileName()));
            }
        }
        assertEquals(
                0,
                CommandInProcess.diptych("search", index.toString(), "a red circle", "--model", other.toString())
                        .status());
        Path weights = other.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);
        var refused = CommandInProcess.diptych("search", index.toString(), "a red circle", "--model", other.toString());
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains(model.toRealPath().toString())
                || refused.err().contains(model.toString()));
        assertTrue(refused.err().contains(other.toString()), refused.err());
    }

    @Test
    void imagesThatVanishedAreMarked() throws Exception {
        Path few = TinyModel.scenes(Files.createDirectories(folder.resolve("vanishing")), 5);
        Path other = folder.resolve("vanished");
        var built = CommandInProcess.diptych(
                "index", "--data", few.toString(), "--model", model.toString(), "--out", other.toString());
        assertEquals(0, built.status(), built.err());
        assertTrue(built.err().contains("too few captions to estimate when nothing fits"), built.err());
        String name = Files.readAllLines(few.resolve("captions.csv")).get(1).split(",")[0];
        Files.delete(few.resolve(name));
        Path page = folder.resolve("vanished.html");
        var found = CommandInProcess.diptych("search", other.toString(), "a red circle", "--html", page.toString());
        assertEquals(0, found.status(), found.err());
        assertEquals(
                1,
                found.out()
                        .lines()
                        .filter(line -> line.contains("(image file missing)"))
                        .count(),
                found.out());
    }

    private static Path firstImage() throws Exception {
        return data.resolve(
                Files.readAllLines(data.resolve("captions.csv")).get(1).split(",")[0]);
    }

    private static void refused(String part, String... arguments) throws Exception {
        var result = CommandInProcess.diptych(arguments);
        List<String> lines = result.errLines();
        assertEquals(2, result.status(), result.err());
        assertEquals(1, lines.size(), result.err());
        assertTrue(lines.getFirst().contains(part), lines.getFirst());
    }

    private static JsonNode json(String... arguments) throws Exception {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        var result = CommandInProcess.diptych(all);
        assertEquals(0, result.status(), result.err());
        return new JsonMapper().readTree(result.out());
    }

    @Test
    void aSelfContainedIndexIsMovedAndSearchedWithoutItsModel() throws Exception {
        Path copied = folder.resolve("copied");
        copyDirectory(model, copied);
        Path built = folder.resolve("contained");
        json(
                "index",
                "--data",
                data.toString(),
                "--model",
                copied.toString(),
                "--out",
                built.toString(),
                "--self-contained");
        Path moved = Files.createDirectories(folder.resolve("elsewhere")).resolve("photos.index");
        Files.move(built, moved);
        JsonNode with = json("search", moved.toString(), "a red circle", "--model", copied.toString());
        deleteDirectory(copied);
        JsonNode without = json("search", moved.toString(), "a red circle");
        assertEquals(with.get("results").size(), without.get("results").size());
        for (int i = 0; i < with.get("results").size(); i++) {
            JsonNode expected = with.get("results").get(i);
            JsonNode actual = without.get("results").get(i);
            assertEquals(expected.get("id"), actual.get("id"));
            assertEquals(expected.get("cosine"), actual.get("cosine"));
        }
        assertEquals(with.get("answerable"), without.get("answerable"));
        refused(
                "contains the text encoder of a model only",
                "search",
                moved.toString(),
                "--image",
                firstImage().toString());
    }

    @Test
    void writesTheNearestItemsOfADataSetAsParquet() throws Exception {
        Path out = folder.resolve("neighbours.parquet");
        JsonNode summary =
                json("search", index.toString(), "--data", data.toString(), "-k", "3", "--out", out.toString());
        assertEquals(IMAGES, summary.get("queries").asInt());
        assertEquals(3 * IMAGES, summary.get("rows").asInt());
        Path image = firstImage();
        JsonNode single = json("search", index.toString(), "--image", image.toString(), "-k", "3");
        List<NeighbourRow> rows = NeighbourRow.read(out);
        assertEquals(3 * IMAGES, rows.size());
        String id = single.get("results").get(0).get("id").asString();
        List<NeighbourRow> own =
                rows.stream().filter(row -> row.query().equals(id)).toList();
        for (int i = 0; i < 3; i++) {
            JsonNode expected = single.get("results").get(i);
            assertEquals(i + 1, own.get(i).rank());
            assertEquals(expected.get("id").asString(), own.get(i).id());
            assertEquals(expected.get("cosine").asDouble(), own.get(i).cosine(), 2e-6);
            assertEquals(expected.get("standardised").asDouble(), own.get(i).z(), 1e-3);
        }
        Path list = folder.resolve("files.txt");
        Files.writeString(list, image + "\n");
        json("search", index.toString(), "--image-file-list", list.toString(), "-k", "2", "--out", out.toString());
        assertEquals(
                own.subList(0, 2).stream().map(NeighbourRow::id).toList(),
                NeighbourRow.read(out).stream().map(NeighbourRow::id).toList());
        refused("requires --out", "search", index.toString(), "--data", data.toString());
    }

    @Test
    void picturesStandNextToTheResultsInAnyTerminalOnRequestOnly() throws Exception {
        var kitty = CommandProcess.diptych("search", index.toString(), "a red circle", "--pictures", "kitty");
        assertEquals(0, kitty.status(), kitty.err());
        assertEquals(10, kitty.out().split("\u001b_Ga=T", -1).length - 1);
        var automatic = CommandProcess.diptych("search", index.toString(), "a red circle");
        assertFalse(automatic.out().contains("\u001b"), "standard output is no terminal");
        refused("--pictures gif is unknown", "search", index.toString(), "circle", "--pictures", "gif");
    }

    private static void copyDirectory(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void deleteDirectory(Path directory) throws Exception {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
