package dev.diptych.cli.embedding;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.diptych.Classification;
import dev.diptych.cli.support.Json;
import dev.diptych.cli.support.OutputOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes classifications as they arrive: CSV, or JSON documents one per line.
public final class ClassificationTable implements AutoCloseable {

    private final PrintWriter writer;
    private final boolean toFile;
    private final @Nullable CsvWriter csv;

    private ClassificationTable(boolean json, PrintWriter writer, boolean toFile) {
        this.writer = writer;
        this.toFile = toFile;
        this.csv = json ? null : CsvWriter.builder().build(writer);
        if (csv != null) {
            csv.writeRecord("image", "label", "probability");
        }
    }

    /// @param file null for standard output
    public static ClassificationTable open(OutputOptions output, @Nullable Path file) throws IOException {
        PrintWriter writer =
                file == null ? output.out() : new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
        return new ClassificationTable(output.json(), writer, file != null);
    }

    /// Adds an image.
    public void add(Classification each) {
        if (csv == null) {
            writer.println(Json.line(each));
            return;
        }
        String label = each.label();
        csv.writeRecord(
                each.image(), label == null ? "" : label, String.format(Locale.ROOT, "%.4f", each.probability()));
    }

    /// @throws UncheckedIOException if the output could not be written, for example on a full disk
    @Override
    public void close() {
        try {
            if (csv != null) {
                csv.flush();
            }
            writer.flush();
            if (writer.checkError()) {
                throw new UncheckedIOException(new IOException("the classifications cannot be written"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the classifications cannot be written: " + e.getMessage(), e);
        } finally {
            if (toFile) {
                writer.close();
            }
        }
    }
}
