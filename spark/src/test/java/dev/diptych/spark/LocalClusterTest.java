package dev.diptych.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs on two executors that are processes of their own.
@Tag("slow")
class LocalClusterTest {

    private static final int IMAGES = Integer.getInteger("diptych.spark.images", 2_000);

    @TempDir
    private Path folder;

    private static final Map<String, String> SETTINGS = Map.of(
            "spark.executor.extraClassPath",
            System.getProperty("java.class.path"),
            "spark.executor.extraJavaOptions",
            "--enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -XX:TieredStopAtLevel=1",
            "spark.executorEnv.OMP_NUM_THREADS",
            "1");

    @BeforeEach
    void makeSparkHome() throws IOException {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    }

    private static SparkSession cluster() {
        SparkSession.Builder builder = SparkFixture.session("local-cluster[2,1,1024]");
        SETTINGS.forEach(builder::config);
        return builder.getOrCreate();
    }

    private String write(SparkSession session, SparkFixture fixture) {
        String input = folder.resolve("in").toString();
        session.createDataFrame(fixture.rows(), SparkFixture.SCHEMA)
                .repartition(20)
                .write()
                .parquet(input);
        return input;
    }

    private EmbedJob job(SparkFixture fixture, String input, int blockFiles) {
        return new EmbedJob(
                fixture.model(),
                input,
                folder.resolve("out").toString(),
                "parquet",
                SparkEmbeddingOptions.images("jpg").withTexts("caption").withRows(64),
                blockFiles);
    }

    private List<Row> output(SparkSession session) {
        return session.read().parquet(folder.resolve("out").toString()).collectAsList();
    }

    @Test
    void anExecutorThatIsKilledLosesAndDoublesNoRow() throws Exception {
        SparkFixture fixture = SparkFixture.in(folder, IMAGES);
        SparkSession session = cluster();
        try {
            Set<Long> killed = new ConcurrentSkipListSet<>();
            Thread killer = Thread.ofPlatform().daemon().start(() -> killOne(killed, folder.resolve("out")));
            job(fixture, write(session, fixture), 20).run(session);
            killer.interrupt();
            assertEquals(1, killed.size(), "executors killed in mid-job");
            LocalSparkTest.assertEmbedded(fixture, output(session));
        } finally {
            session.stop();
        }
    }

    @Test
    void aJobWhoseDriverIsKilledIsResumed() throws Exception {
        SparkFixture fixture = SparkFixture.in(folder, IMAGES);
        SparkSession session = cluster();
        try {
            String input = write(session, fixture);
            Process driver = driver(fixture, input);
            try {
                while (blocks("_SUCCESS") < 2) {
                    assertTrue(driver.isAlive(), "the job ended before it was killed: see " + folder);
                    Thread.sleep(20);
                }
            } finally {
                driver.destroyForcibly().waitFor(); // SIGKILL
            }
            long complete = blocks("_SUCCESS");
            assertTrue(complete < 10, "the job was killed after its end");
            assertEquals(10 - complete, job(fixture, input, 2).run(session));
            LocalSparkTest.assertEmbedded(fixture, output(session));
        } finally {
            session.stop();
        }
    }

    // A driver in a process of its own, with two executors that are also processes.
    private Process driver(SparkFixture fixture, String input) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-Dspark.master=local-cluster[2,1,1024]",
                "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1"));
        SETTINGS.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DiptychSparkJob.class.getName()));
        command.addAll(List.of("embed", "--model", fixture.model(), "--input", input));
        command.addAll(List.of("--output", folder.resolve("out").toString(), "--images", "jpg", "--texts", "caption"));
        command.addAll(List.of("--block-files", "2", "--rows", "64"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("driver.log").toFile())
                .start();
    }

    private long blocks(String file) {
        try (var files = Files.walk(folder.resolve("out"))) {
            return files.filter(each -> each.getFileName().toString().equals(file))
                    .count();
        } catch (IOException | java.io.UncheckedIOException e) { // folders come and go
            return 0;
        }
    }

    @Test
    void anImageOf200MegapixelsHasAVectorOrAReasonAndTheOthersAreEmbedded() throws Exception {
        SparkFixture fixture = SparkFixture.in(folder, 40);
        SparkSession session = cluster();
        try {
            List<Row> rows = new ArrayList<>(fixture.rows());
            rows.set(7, SparkFixture.row(7, huge(), fixture.texts().get(7)));
            List<Row> embedded = DiptychSpark.embed(
                            session.createDataFrame(rows, SparkFixture.SCHEMA).repartition(2),
                            fixture.model(),
                            SparkEmbeddingOptions.images("jpg").withTexts("caption"))
                    .orderBy("id")
                    .collectAsList();
            Row large = embedded.get(7);
            assertTrue(large.getAs("jpg_vector") == null ^ large.getAs("jpg_error") == null, large.toString());
            float[][] images = fixture.images();
            for (int id = 0; id < 40; id++) {
                if (id != 7) {
                    assertArrayEquals(images[id], LocalSparkTest.vector(embedded.get(id), "jpg_vector"), 2e-6f);
                }
            }
        } finally {
            session.stop();
        }
    }

    @Test
    void theMemoryOfAnExecutorDoesNotGrowWithTheNumberOfRows() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "skipped: this system has no /proc");
        SparkFixture fixture = SparkFixture.in(folder, 1_000);
        // The whole heap is resident from the start, so that only other memory can grow.
        SparkSession.Builder builder = SparkFixture.session("local-cluster[2,1,1024]");
        SETTINGS.forEach(builder::config);
        SparkSession session = builder.config(
                        "spark.executor.extraJavaOptions",
                        SETTINGS.get("spark.executor.extraJavaOptions") + " -Xms1g -XX:+AlwaysPreTouch")
                .getOrCreate();
        try {
            Dataset<Row> some = session.createDataFrame(fixture.rows(), SparkFixture.SCHEMA);
            String many = folder.resolve("many").toString(); // 100,000 rows
            some.crossJoin(session.range(100).toDF("copy"))
                    .repartition(100)
                    .write()
                    .parquet(many);
            embedToNothing(some.repartition(2), fixture.model()); // both executors load the model
            List<Long> peaks = Collections.synchronizedList(new ArrayList<>());
            Thread sampler = Thread.ofPlatform().daemon().start(() -> sampleMemory(peaks));
            embedToNothing(session.read().parquet(many), fixture.model());
            sampler.interrupt();
            sampler.join();
            int samples = peaks.size();
            assertTrue(samples >= 40, samples + " samples");
            long second = Collections.max(peaks.subList(samples / 4, samples / 2));
            long last = Collections.max(peaks.subList(3 * samples / 4, samples));
            assertTrue(
                    last < second + (100 << 10),
                    "the larger executor had %,d kB in the second quarter of the job and %,d kB in the last"
                            .formatted(second, last));
        } finally {
            session.stop();
        }
    }

    private static void embedToNothing(Dataset<Row> rows, String model) {
        DiptychSpark.embed(rows, model, SparkEmbeddingOptions.images("jpg").withTexts("caption"))
                .write()
                .format("noop")
                .mode("overwrite")
                .save();
    }

    // Resident memory of the larger executor in kilobytes, fifty times a second.
    private static void sampleMemory(List<Long> peaks) {
        try {
            while (true) {
                Thread.sleep(20);
                executors().mapToLong(LocalClusterTest::residentKilobytes).max().ifPresent(peaks::add);
            }
        } catch (InterruptedException e) {
            // the job has ended
        }
    }

    private static long residentKilobytes(ProcessHandle process) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) { // it has ended
            return 0;
        }
    }

    // The workers of local-cluster are threads of this process.
    private static Stream<ProcessHandle> executors() {
        return ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("java"));
    }

    // A PNG file of 20,000 x 10,000 pixels.
    private static byte[] huge() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(20_000, 10_000, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
        return bytes.toByteArray();
    }

    // Kills an executor when the first task of the job has written its output.
    private static void killOne(Set<Long> killed, Path output) {
        while (killed.isEmpty()) {
            try {
                Thread.sleep(20);
                if (!Files.isDirectory(output) || !hasPart(output)) {
                    continue;
                }
            } catch (InterruptedException e) {
                return;
            }
            executors()
                    .findFirst()
                    .filter(ProcessHandle::destroyForcibly)
                    .ifPresent(process -> killed.add(process.pid()));
        }
    }

    private static boolean hasPart(Path output) {
        try (var files = Files.walk(output)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(".parquet"));
        } catch (IOException | java.io.UncheckedIOException e) { // folders come and go
            return false;
        }
    }
}
