package dev.diptych.evaluate.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.diptych.base.internal.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tables of an audit.
public final class AuditTables {

    private AuditTables() {}

    /// Writes every pair, in the order of the data: its number from 1, rank, score, probability,
    /// cosine, whether it is kept, findings (separated by `; `), image, caption, a nearer caption,
    /// and the calibrated probability. Missing values are empty.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void writeAll(Audit audit, Path file) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(
                    "row",
                    "rank",
                    "score",
                    "probability",
                    "cosine",
                    "kept",
                    "findings",
                    "image",
                    "caption",
                    "better_caption",
                    "calibrated");
            int row = 0;
            for (AuditedPair pair : audit.pairs()) {
                row++;
                csv.writeRecord(
                        Integer.toString(row),
                        pair.rank() == null ? "" : pair.rank().toString(),
                        number(pair.score()),
                        number(pair.probability()),
                        number(pair.cosine()),
                        pair.kept() ? "yes" : "no",
                        pair.findings().stream().map(Finding::toString).collect(Collectors.joining("; ")),
                        pair.image(),
                        pair.caption(),
                        pair.better() == null ? "" : pair.better(),
                        number(pair.calibrated()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFile.write(file, text.toString());
    }

    /// Writes the pairs that are kept as `image,caption`, in the order of the data, as a replacement for its
    /// `captions.csv`.
    ///
    /// @throws UncheckedIOException if it cannot be written
    public static void writeClean(Audit audit, Path file) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord("image", "caption");
            audit.pairs().stream()
                    .filter(AuditedPair::kept)
                    .forEach(pair -> csv.writeRecord(pair.image(), pair.caption()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFile.write(file, text.toString());
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, "%.5f", value);
    }
}
