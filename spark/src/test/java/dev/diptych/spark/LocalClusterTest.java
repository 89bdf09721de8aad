package dev.diptych.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs on two executors that are processes of their own.
@Tag("slow")
class LocalClusterTest {

    private static final int IMAGES = Integer.getInteger("diptych.spark.images", 2_000);

    @TempDir
    private Path folder;

    @Test
    void anExecutorThatIsKilledLosesAndDoublesNoRow() throws Exception {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        SparkFixture fixture = SparkFixture.in(folder, IMAGES);
        SparkSession session = SparkFixture.session("local-cluster[2,1,1024]")
                .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .config(
                        "spark.executor.extraJavaOptions",
                        "--enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.maxPhysicalBytes=0"
                                + " -XX:TieredStopAtLevel=1")
                .config("spark.executorEnv.OMP_NUM_THREADS", "1")
                .getOrCreate();
        try {
            Set<Long> killed = new ConcurrentSkipListSet<>();
            Thread killer = Thread.ofPlatform().daemon().start(() -> killOne(killed, folder.resolve("out")));
            String input = folder.resolve("in").toString();
            session.createDataFrame(fixture.rows(), SparkFixture.SCHEMA)
                    .repartition(20)
                    .write()
                    .parquet(input);
            new EmbedJob(
                            fixture.model(),
                            input,
                            folder.resolve("out").toString(),
                            "parquet",
                            SparkEmbeddingOptions.images("jpg")
                                    .withTexts("caption")
                                    .withRows(64),
                            20)
                    .run(session);
            killer.interrupt();
            assertEquals(1, killed.size(), "executors killed in mid-job");
            List<org.apache.spark.sql.Row> embedded =
                    session.read().parquet(folder.resolve("out").toString()).collectAsList();
            LocalSparkTest.assertEmbedded(fixture, embedded);
        } finally {
            session.stop();
        }
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
            ProcessHandle.current()
                    .children() // the workers of local-cluster are threads of this process
                    .filter(process -> process.info().command().orElse("").endsWith("java"))
                    .findFirst()
                    .filter(ProcessHandle::destroyForcibly)
                    .ifPresent(process -> killed.add(process.pid()));
        }
    }

    private static boolean hasPart(Path output) {
        try (var files = Files.walk(output)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(".parquet"));
        } catch (java.io.IOException | java.io.UncheckedIOException e) { // folders come and go
            return false;
        }
    }
}
