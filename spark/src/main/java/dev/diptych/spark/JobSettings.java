package dev.diptych.spark;

import dev.diptych.base.InvalidInputException;
import dev.diptych.model.checkpoint.ModelDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/// The settings on which the rows of an output depend, in its file `_diptych_settings`, which Spark
/// ignores.
///
/// @param model directory of the model
/// @param lines the other settings, each a line
record JobSettings(String model, String lines) {

    private static final String FILE = "_diptych_settings";

    /// Writes the settings into a new output.
    ///
    /// @throws InvalidInputException if the output was computed with other settings
    void requireSame(SparkSession session, String output) {
        String wanted = "model %s\n%s".formatted(ModelDigest.of(ExecutorModel.locate(model)), lines);
        Path file = new Path(output, FILE);
        try {
            FileSystem files = file.getFileSystem(session.sparkContext().hadoopConfiguration());
            if (!files.exists(file)) {
                try (OutputStream out = files.create(file, false)) {
                    out.write(wanted.getBytes(StandardCharsets.UTF_8));
                }
                return;
            }
            try (InputStream in = files.open(file)) {
                String found = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                if (!found.equals(wanted)) {
                    throw new InvalidInputException(
                            "%s: contains the output of a job with other settings (%s), not (%s); choose another --output"
                                    .formatted(output, inLine(found), inLine(wanted)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(output + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static String inLine(String settings) {
        return settings.strip().replace("\n", ", ");
    }
}
