package dev.diptych.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.diptych.Diptych;
import dev.diptych.base.InvalidInputException;
import dev.diptych.model.checkpoint.ModelDigest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs in a local session of two threads.
@Tag("slow")
class LocalSparkTest {

    private static final int IMAGES = 300;
    private static final float TOLERANCE = 2e-6f;

    @TempDir
    private static Path folder;

    private static SparkFixture fixture;
    private static SparkSession session;

    @TempDir
    private Path own;

    @BeforeAll
    static void start() throws Exception {
        fixture = SparkFixture.in(folder, IMAGES);
        session = SparkFixture.session("local[2]").getOrCreate();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static Dataset<Row> rows() {
        return session.createDataFrame(fixture.rows(), SparkFixture.SCHEMA).repartition(5);
    }

    static float[] vector(Row row, String column) {
        List<Float> values = row.getList(row.fieldIndex(column));
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = values.get(i);
        }
        return vector;
    }

    static void assertEmbedded(SparkFixture fixture, List<Row> embedded) {
        float[][] images = fixture.images();
        float[][] captions = fixture.captions();
        assertEquals(
                IntStream.range(0, images.length).asLongStream().boxed().toList(),
                embedded.stream().map(row -> row.<Long>getAs("id")).sorted().toList());
        for (Row row : embedded) {
            int id = Math.toIntExact(row.<Long>getAs("id"));
            if (SparkFixture.isDamaged(id)) {
                assertNull(row.getAs("jpg_vector"));
                assertNotNull(row.getAs("jpg_error"));
            } else {
                assertArrayEquals(images[id], vector(row, "jpg_vector"), TOLERANCE);
                assertNull(row.getAs("jpg_error"));
            }
            assertArrayEquals(captions[id], vector(row, "caption_vector"), TOLERANCE);
        }
    }

    @Test
    void vectorsEqualThoseOfOneProcessAndDamagedImagesHaveAReason() {
        Dataset<Row> embedded = DiptychSpark.embed(
                rows(), fixture.model(), SparkEmbeddingOptions.images("jpg").withTexts("caption"));
        assertEmbedded(fixture, embedded.collectAsList());
        assertEquals(5, embedded.rdd().getNumPartitions());
        var metadata = embedded.schema().apply("jpg_vector").metadata();
        assertEquals(SparkFixture.WIDTH, metadata.getLong(DiptychSpark.WIDTH));
        assertEquals(ModelDigest.of(Path.of(fixture.model())), metadata.getString(DiptychSpark.MODEL));
    }

    // The working directory of the driver may contain a directory of the name of the archive.
    @Test
    void anArchiveIsPreferredToADirectoryOfTheSameName() throws Exception {
        assertTrue(Files.isDirectory(Path.of("src")));
        Path zip = folder.resolve("model.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> files = Files.list(Path.of(fixture.model()))) {
            for (Path file : files.toList()) {
                out.putNextEntry(new ZipEntry(file.getFileName().toString()));
                Files.copy(file, out);
            }
        }
        session.sparkContext().addArchive(zip + "#src");
        assertEquals(Path.of(SparkFiles.get("src")), ExecutorModel.locate("src"));
        assertEquals(Path.of(fixture.model()), ExecutorModel.locate(fixture.model()));
        assertEquals(ModelDigest.of(Path.of(fixture.model())), ModelDigest.of(ExecutorModel.locate("src")));
    }

    @Test
    void nullsAndEmptyValuesAreNamed() {
        var rows = session.createDataFrame(
                List.of(
                        SparkFixture.row(0, null, null),
                        SparkFixture.row(1, new byte[0], " "),
                        SparkFixture.row(
                                2, fixture.encoded().get(2), fixture.texts().get(2))),
                SparkFixture.SCHEMA);
        List<Row> embedded = DiptychSpark.embed(
                        rows,
                        fixture.model(),
                        SparkEmbeddingOptions.images("jpg").withTexts("caption"))
                .orderBy("id")
                .collectAsList();
        assertEquals("it is null", embedded.get(0).getAs("jpg_error"));
        assertEquals("it is null", embedded.get(0).getAs("caption_error"));
        assertEquals("it is empty", embedded.get(1).getAs("jpg_error"));
        assertEquals("it is empty", embedded.get(1).getAs("caption_error"));
        assertNull(embedded.get(1).getAs("caption_vector"));
        assertArrayEquals(fixture.images()[2], vector(embedded.get(2), "jpg_vector"), TOLERANCE);
    }

    @Test
    void imagesAreReadFromWebAddresses() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] image = fixture.encoded()
                    .get(Integer.parseInt(exchange.getRequestURI().getQuery()));
            exchange.sendResponseHeaders(200, image.length);
            exchange.getResponseBody().write(image);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/image?";
            List<Row> rows = new ArrayList<>();
            for (int id = 0; id < 20; id++) {
                rows.add(RowFactory.create((long) id, address + id));
            }
            rows.add(RowFactory.create(20L, address.replace("/image?", "") + "/image?none"));
            rows.add(RowFactory.create(21L, ""));
            rows.add(RowFactory.create(22L, null));
            StructType schema = new StructType().add("id", DataTypes.LongType).add("url", DataTypes.StringType);
            List<Row> embedded = DiptychSpark.embed(
                            session.createDataFrame(rows, schema).repartition(3),
                            fixture.model(),
                            SparkEmbeddingOptions.images("url"))
                    .orderBy("id")
                    .collectAsList();
            float[][] images = fixture.images();
            for (int id = 0; id < 20; id++) {
                assertArrayEquals(images[id], vector(embedded.get(id), "url_vector"), TOLERANCE);
            }
            assertTrue(embedded.get(20).<String>getAs("url_error").contains("/image?none: "));
            assertEquals("the path is empty", embedded.get(21).getAs("url_error"));
            assertEquals("it is null", embedded.get(22).getAs("url_error"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aColumnOfAnotherTypeIsOneLine() {
        String message = String.valueOf(assertThrows(
                        InvalidInputException.class,
                        () -> DiptychSpark.embed(rows(), fixture.model(), SparkEmbeddingOptions.images("id")))
                .getMessage());
        assertEquals(
                "the column \"id\" has the type bigint; it must be binary, a struct with binary \"bytes\", or a string"
                        + " with a path or address",
                message);
    }

    @Test
    void sqlFunctionsGiveTheSameVectors() {
        DiptychSpark.register(session, fixture.model());
        rows().limit(7).createOrReplaceTempView("some");
        List<Row> found = session.sql(
                        "SELECT id, diptych_embed_image(jpg) AS image, diptych_embed_text(caption) AS text,"
                                + " diptych_cosine(diptych_embed_image(jpg), diptych_embed_text(caption)) AS cosine,"
                                + " diptych_embed_text(CAST(NULL AS STRING)) AS none FROM some")
                .collectAsList();
        float[][] images = fixture.images();
        float[][] captions = fixture.captions();
        for (Row row : found) {
            int id = Math.toIntExact(row.<Long>getAs("id"));
            assertNull(row.getAs("none"));
            assertArrayEquals(captions[id], vector(row, "text"), TOLERANCE);
            if (!SparkFixture.isDamaged(id)) {
                assertArrayEquals(images[id], vector(row, "image"), TOLERANCE);
                assertEquals(Diptych.cosine(images[id], captions[id]), row.<Double>getAs("cosine"), 1e-5);
            }
        }
    }

    @Test
    void aJobComputesOnlyMissingBlocks() throws Exception {
        String input = own.resolve("in").toString();
        String output = own.resolve("out").toString();
        rows().repartition(6).write().parquet(input);
        EmbedJob job = new EmbedJob(
                fixture.model(),
                input,
                output,
                "parquet",
                SparkEmbeddingOptions.images("jpg").withTexts("caption"),
                2);
        assertEquals(3, job.run(session));
        assertEmbedded(fixture, session.read().parquet(output).collectAsList());
        assertEquals(0, job.run(session));
        try (var blocks = Files.list(Path.of(output))) {
            Path block = blocks.filter(each -> each.getFileName().toString().startsWith("block="))
                    .findFirst()
                    .orElseThrow();
            Files.delete(block.resolve("_SUCCESS")); // as a driver leaves it that was killed
        }
        assertEquals(1, job.run(session));
        assertEmbedded(fixture, session.read().parquet(output).collectAsList());
        var other = new EmbedJob(fixture.model(), input, output, "parquet", SparkEmbeddingOptions.images("jpg"), 2);
        String message = String.valueOf(assertThrows(InvalidInputException.class, () -> other.run(session))
                .getMessage());
        assertTrue(message.contains("texts caption") && message.contains("texts -"), message);
    }

    @Test
    void searchFindsTheNearestVectorsExactly() {
        Dataset<Row> embedded = DiptychSpark.embed(
                        rows(),
                        fixture.model(),
                        SparkEmbeddingOptions.images("jpg").withTexts("caption"))
                .cache();
        Dataset<Row> queries = embedded.filter(functions.col("id").lt(20));
        List<Row> found = new SearchJob("rows", "jpg_vector", "id", "queries", "caption_vector", "id", "", 5)
                .nearest(session, embedded, queries)
                .collectAsList();
        float[][] images = fixture.images();
        float[][] captions = fixture.captions();
        List<String> expected = new ArrayList<>();
        IntStream.range(0, 20)
                .boxed()
                .sorted(Comparator.comparing(String::valueOf))
                .forEach(query -> IntStream.range(0, IMAGES)
                        .filter(image -> !SparkFixture.isDamaged(image))
                        .boxed()
                        .sorted(Comparator.comparing((Integer image) -> -Diptych.cosine(images[image], captions[query]))
                                .thenComparing(String::valueOf))
                        .limit(5)
                        .forEach(image -> expected.add(
                                "%d %.4f".formatted(query, Diptych.cosine(images[image], captions[query])))));
        assertEquals(
                expected,
                found.stream()
                        .map(row -> "%s %.4f".formatted(row.getAs("query"), row.<Double>getAs("cosine")))
                        .toList());
        assertEquals(100, found.size());
        assertEquals(1, found.getFirst().<Integer>getAs("rank"));
    }
}
