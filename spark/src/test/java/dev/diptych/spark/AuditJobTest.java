package dev.diptych.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diptych.Training;
import dev.diptych.base.InvalidInputException;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.LoaderSettings;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.evaluate.audit.Audit;
import dev.diptych.evaluate.audit.AuditOptions;
import dev.diptych.evaluate.audit.AuditedPair;
import dev.diptych.evaluate.audit.Finding;
import dev.diptych.evaluate.audit.FindingKind;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.model.Calibration;
import dev.diptych.model.ProbabilityCurve;
import dev.diptych.model.checkpoint.CalibrationFile;
import dev.diptych.model.checkpoint.ModelDirectory;
import dev.diptych.torch.Precision;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audit of generated scenes with mismatched captions and other faults, compared with the
/// audit in one process.
@Tag("slow")
class AuditJobTest {

    private static final double TOLERANCE = 1e-4;

    private static final int SCENES = 2000;
    private static final double NOISE = 0.05;

    private static final StructType SCHEMA = new StructType()
            .add("key", DataTypes.LongType, false)
            .add("file", DataTypes.StringType, true)
            .add("jpg", DataTypes.BinaryType, true)
            .add("caption", DataTypes.StringType, true);

    private static final String RECIPE = """
            seed: 3
            data: {scenes: {train: 600, validation: 16, test: 16, size: 32}, negative_captions: 0}
            model:
              vision: {image_size: 32, patch_size: 8, hidden_size: 48, layers: 2, heads: 2, intermediate_size: 96}
              text: {hidden_size: 48, layers: 2, heads: 2, intermediate_size: 96, vocabulary: {size: 400}}
              projection: 24
            train: {epochs: 8, batch: 64}
            """;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path data;
    private static Path against;
    private static SparkSession session;

    @BeforeAll
    static void start() throws Exception {
        Path run = folder.resolve("run");
        Training.of(RecipeReader.read("small", RECIPE, List.of())).run(run);
        model = run.resolve("model");
        var curve = new ProbabilityCurve(
                ProbabilityCurve.Method.PLATT, 3, -1, new double[] {0, 1}, new double[] {0.2, 0.8});
        CalibrationFile.write(model, new Calibration(curve, null, List.of(), "0", 2));
        Scenes scenes = Scenes.generate(new SceneOptions(11, SCENES, 1, 40, 32, 2, 0.1));
        data = folder.resolve("data");
        against = folder.resolve("test");
        CaptionsFolder.write(scenes.training().pairs(), data);
        CaptionsFolder.write(scenes.test().pairs(), against);
        addFaults();
        session = SparkFixture.session("local[2]").getOrCreate();
        table(data).repartition(5).write().parquet(folder.resolve("in").toString());
        table(against).repartition(2).write().parquet(folder.resolve("other").toString());
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    // 5 % of the captions change places; further images are copies, damaged, or also in the other
    // data set.
    private static void addFaults() throws IOException {
        Pairs pairs = CaptionsFolder.read(data);
        List<String> captions = new ArrayList<>(
                pairs.captions().stream().map(each -> each.text()).toList());
        int shuffled = (int) (NOISE * captions.size());
        int[] chosen = new SplittableRandom(7)
                .ints(0, captions.size())
                .distinct()
                .limit(shuffled)
                .toArray();
        String first = captions.get(chosen[0]);
        for (int i = 0; i + 1 < chosen.length; i++) {
            captions.set(chosen[i], captions.get(chosen[i + 1]));
        }
        captions.set(chosen[chosen.length - 1], first);
        StringBuilder rows = new StringBuilder("image,caption\n");
        for (int i = 0; i < captions.size(); i++) {
            row(rows, pairs.image(pairs.captions().get(i).image()).name(), captions.get(i));
        }
        Path images = data.resolve("images");
        Files.copy(data.resolve(pairs.image(3).name()), images.resolve("same.png"));
        row(rows, "images/same.png", captions.get(6));
        Files.copy(against.resolve(CaptionsFolder.read(against).image(5).name()), images.resolve("leak.png"));
        row(rows, "images/leak.png", captions.get(8));
        byte[] whole = Files.readAllBytes(data.resolve(pairs.image(6).name()));
        Files.write(images.resolve("broken.png"), Arrays.copyOf(whole, whole.length / 2));
        row(rows, "images/broken.png", "half an image");
        row(rows, pairs.image(9).name(), " ");
        row(rows, pairs.image(9).name(), "a red square next to the");
        Files.writeString(data.resolve("captions.csv"), rows);
    }

    private static void row(StringBuilder rows, String image, String caption) {
        rows.append(image).append(",\"").append(caption).append("\"\n");
    }

    private static org.apache.spark.sql.Dataset<Row> table(Path location) throws IOException {
        Pairs pairs = lenient(location);
        List<Row> rows = new ArrayList<>();
        for (var caption : pairs.captions()) {
            String name = pairs.image(caption.image()).name();
            rows.add(RowFactory.create(
                    1000L + rows.size(), name, Files.readAllBytes(location.resolve(name)), caption.text()));
        }
        return session.createDataFrame(rows, SCHEMA);
    }

    private static Pairs lenient(Path location) {
        return DataSets.readLeniently(DataLocation.parse(location.toString())).pairs();
    }

    private static Audit inOneProcess(AuditOptions options) {
        Embedder embedder = new Embedder(ModelDirectory.load(model), 64, LoaderSettings.defaults(), Precision.FP32);
        return Audit.of(embedder, lenient(data), lenient(against), options);
    }

    private static AuditJob job(Path output, AuditOptions options) {
        return new AuditJob(
                model.toString(),
                folder.resolve("in").toString(),
                output.toString(),
                "parquet",
                new PairColumns("jpg", "caption", "key", "file"),
                folder.resolve("other").toString(),
                options);
    }

    private static void assertSame(Audit expected, Audit found) {
        double largest = 0;
        for (int i = 0; i < expected.pairs().size(); i++) {
            Double one = expected.pairs().get(i).probability();
            Double other = found.pairs().get(i).probability();
            largest = one == null || other == null ? largest : Math.max(largest, Math.abs(one - other));
        }
        assertEquals(0, largest, TOLERANCE, "largest difference of two probabilities");
        assertEquals(expected.wrongShare(), found.wrongShare(), TOLERANCE);
        assertEquals(expected.counts(), found.counts());
        for (int i = 0; i < expected.pairs().size(); i++) {
            AuditedPair one = expected.pairs().get(i);
            AuditedPair other = found.pairs().get(i);
            String name = i + " " + one.image();
            assertEquals(one.image(), other.image(), name);
            assertEquals(one.caption(), other.caption(), name);
            assertEquals(one.findings(), other.findings(), name);
            assertEquals(one.kept(), other.kept(), name);
            if (one.probability() == null) {
                assertNull(other.probability(), name);
                continue;
            }
            assertNotNull(other.probability(), name);
            assertEquals(Objects.requireNonNull(one.cosine()), Objects.requireNonNull(other.cosine()), TOLERANCE, name);
            if (one.calibrated() != null) {
                assertEquals(one.calibrated(), Objects.requireNonNull(other.calibrated()), TOLERANCE, name);
            }
            assertEquals(one.better() == null, other.better() == null, name);
        }
    }

    @Test
    void findingsAndProbabilitiesAreThoseOfOneProcess() throws Exception {
        AuditOptions options = new AuditOptions(0, 0.5, Set.of(FindingKind.LEAK), 0);
        Path output = folder.resolve("audit");
        Audit found = job(output, options).run(session);
        Audit expected = inOneProcess(options);
        assertSame(expected, found);
        Set<FindingKind> kinds = expected.counts().keySet();
        assertTrue(
                kinds.containsAll(Set.of(
                        FindingKind.MISMATCH,
                        FindingKind.EXACT_DUPLICATE,
                        FindingKind.LEAK,
                        FindingKind.UNREADABLE_IMAGE,
                        FindingKind.EMPTY_CAPTION,
                        FindingKind.TRUNCATED_CAPTION)),
                kinds.toString());
        assertNotNull(expected.pairs().getFirst().calibrated());

        List<Row> rows = session.read()
                .parquet(output.resolve("pairs").toString())
                .orderBy("key")
                .collectAsList();
        assertEquals(expected.pairs().size(), rows.size());
        for (int i = 0; i < rows.size(); i++) {
            AuditedPair pair = found.pairs().get(i);
            Row row = rows.get(i);
            assertEquals(1000L + i, row.<Long>getAs("key"));
            assertEquals(pair.image(), row.getAs("image"));
            assertEquals(pair.kept(), row.getAs("kept"));
            assertEquals(pair.probability(), row.getAs("probability"));
            assertEquals(
                    pair.findings().stream().map(Finding::toString).toList(),
                    row.<Row>getList(row.fieldIndex("findings")).stream()
                            .map(each -> new Finding(
                                            FindingKind.valueOf(
                                                    each.getString(0).toUpperCase(java.util.Locale.ROOT)),
                                            each.getString(1))
                                    .toString())
                            .toList());
        }
        String summary = Files.readString(output.resolve("audit.json"));
        assertTrue(summary.contains("\"unreadable_image\":1"), summary);
        String again = String.valueOf(assertThrows(
                        InvalidInputException.class, () -> job(output, options).run(session))
                .getMessage());
        assertTrue(again.contains("contains the result of an audit"), again);
    }

    @Test
    void projectionsFittedInFoldsAgreeWithThoseOfOneProcess() {
        AuditOptions options = new AuditOptions(3, 0.5, Set.of(), 4);
        Audit found = job(folder.resolve("fitted"), options).run(session);
        Audit expected = inOneProcess(options);
        // A pair that is exchanged in the first round changes what the second is fitted to.
        assertEquals(expected.wrongShare(), found.wrongShare(), 0.01);
        long different = IntStream.range(0, expected.pairs().size())
                .filter(i -> !expected.pairs()
                        .get(i)
                        .findings()
                        .equals(found.pairs().get(i).findings()))
                .count();
        assertTrue(different <= expected.pairs().size() / 100, different + " pairs have other findings");
    }

    @Test
    void aJobThatWasInterruptedUsesTheVectorsThatItHas() throws Exception {
        Path output = folder.resolve("resumed");
        AuditOptions options = AuditOptions.defaults();
        Audit first = job(output, options).run(session);
        Files.delete(output.resolve("audit.json")); // as a driver leaves it that was killed before the end
        long written =
                Files.getLastModifiedTime(output.resolve("vectors/_SUCCESS")).toMillis();
        assertSame(first, job(output, options).run(session));
        assertEquals(
                written,
                Files.getLastModifiedTime(output.resolve("vectors/_SUCCESS")).toMillis());
        assertFalse(Files.exists(output.resolve("_temporary")));
    }

    @Test
    void invalidArgumentsAndTablesAreOneLine() {
        for (List<String> call : List.of(
                List.of("--key", "key"),
                List.of("--id", "price"),
                List.of("--id", "jpg"),
                List.of("--id", "key", "--folds", "1"),
                List.of("--id", "key", "--folds", "x"),
                List.of("--id", "key", "--threshold", "2"),
                List.of("--id", "key", "--drop", "dust"),
                List.of("--id", "file"))) {
            List<String> all = new ArrayList<>(List.of(
                    "audit",
                    "--model",
                    model.toString(),
                    "--input",
                    folder.resolve("in").toString(),
                    "--output",
                    folder.resolve("refused").toString(),
                    "--images",
                    "jpg",
                    "--texts",
                    "caption"));
            all.addAll(call);
            String message = String.valueOf(
                    assertThrows(InvalidInputException.class, () -> DiptychSparkJob.run(all.toArray(String[]::new)))
                            .getMessage());
            assertFalse(message.isBlank() || message.contains("\n"), message);
        }
    }
}
