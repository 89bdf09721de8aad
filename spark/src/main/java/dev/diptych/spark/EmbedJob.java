package dev.diptych.spark;

import dev.diptych.base.ContentDigest;
import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Embeds a data set of files into Parquet, a block of input files at a time, and skips the blocks
/// that an earlier run completed.
///
/// The output of a block is a folder `block=DIGEST`, where the digest is that of the names of its
/// input files. Spark writes `_SUCCESS` into it when all its tasks are committed; without it, the
/// block is computed again.
///
/// @param input path of the data set, read in the format `format`
/// @param blockFiles number of input files per block
record EmbedJob(
        String model, String input, String output, String format, SparkEmbeddingOptions options, int blockFiles) {

    static final Set<String> OPTIONS =
            Set.of("model", "input", "output", "images", "texts", "format", "block-files", "rows");

    private static final Logger LOG = LoggerFactory.getLogger(EmbedJob.class);
    private static final int BLOCK_FILES = 16;
    private static final int ROWS = 512;
    private static final int DIGITS = 16;

    static EmbedJob of(JobArguments arguments) {
        return new EmbedJob(
                arguments.required("model"),
                arguments.required("input"),
                arguments.required("output"),
                arguments.optional("format", "parquet"),
                new SparkEmbeddingOptions(
                        arguments.optional("images"), arguments.optional("texts"), arguments.positive("rows", ROWS)),
                arguments.positive("block-files", BLOCK_FILES));
    }

    /// @return number of blocks that were computed; the others existed
    int run(SparkSession session) {
        Dataset<Row> all = session.read().format(format).load(input);
        DiptychSpark.embed(all, model, options); // checks columns and model before any work
        String[] files = all.inputFiles();
        Arrays.sort(files);
        if (files.length == 0) {
            throw new InvalidInputException(input + ": contains no files");
        }
        new JobSettings(model, settings()).requireSame(session, output);
        int blocks = Math.ceilDiv(files.length, blockFiles);
        int computed = 0;
        for (int block = 0; block < blocks; block++) {
            List<String> part =
                    Arrays.asList(files).subList(block * blockFiles, Math.min(files.length, (block + 1) * blockFiles));
            Path folder = new Path(output, "block=" + name(part));
            if (isComplete(session, folder)) {
                continue;
            }
            Dataset<Row> rows =
                    session.read().format(format).schema(all.schema()).load(part.toArray(String[]::new));
            DiptychSpark.embed(rows, model, options)
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(folder.toString());
            computed++;
            LOG.info("block {} of {}: {} files are embedded", block + 1, blocks, part.size());
        }
        LOG.info("{}: {} blocks of {} were computed, the others were complete", output, computed, blocks);
        return computed;
    }

    private String settings() {
        return "images %s\ntexts %s\n"
                .formatted(
                        Objects.requireNonNullElse(options.images(), "-"),
                        Objects.requireNonNullElse(options.texts(), "-"));
    }

    private static String name(List<String> files) {
        ContentDigest digest = new ContentDigest();
        files.forEach(digest::text);
        return digest.hexadecimal().substring(0, DIGITS);
    }

    private static boolean isComplete(SparkSession session, Path folder) {
        try {
            FileSystem files = folder.getFileSystem(session.sparkContext().hadoopConfiguration());
            return files.exists(new Path(folder, "_SUCCESS"));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
