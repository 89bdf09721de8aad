package dev.diptych.serve.internal.review;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.diptych.base.InvalidInputException;
import dev.diptych.evaluate.audit.FindingKind;
import dev.diptych.serve.internal.review.AuditRow.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads `audit.csv`, as `diptych audit` writes it.
final class AuditTable {

    private AuditTable() {}

    /// All rows, in the order of the file.
    ///
    /// @throws InvalidInputException if the file is missing or was not written by an audit
    static List<AuditRow> read(Path file) {
        List<AuditRow> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord each : csv) {
                rows.add(row(file, each, rows.size() + 1));
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": cannot be read; pass the directory that diptych audit wrote with --out", e);
        } catch (UncheckedIOException | CsvParseException e) {
            throw new InvalidInputException(file + ": not a CSV file: " + e.getMessage(), e);
        }
        return rows;
    }

    private static AuditRow row(Path file, NamedCsvRecord each, int expected) {
        String where = file + ", line " + each.getStartingLineNumber();
        try {
            int row = Integer.parseInt(each.getField("row"));
            if (row != expected) {
                throw new InvalidInputException(where + ": row " + row + " in place of " + expected + "; audit again");
            }
            Double rank = number(each, "rank");
            String better = each.getField("better_caption");
            return new AuditRow(
                    row,
                    rank == null ? null : rank.intValue(),
                    number(each, "probability"),
                    number(each, "cosine"),
                    number(each, "calibrated"),
                    each.getField("kept").equals("yes"),
                    findings(each.getField("findings")),
                    each.getField("image"),
                    each.getField("caption"),
                    better.isEmpty() ? null : better);
        } catch (NumberFormatException | NoSuchElementException e) {
            throw new InvalidInputException(where + ": was not written by diptych audit: " + e.getMessage(), e);
        }
    }

    private static @Nullable Double number(NamedCsvRecord row, String name) {
        String text = row.getField(name);
        return text.isEmpty() ? null : Double.valueOf(text);
    }

    // Separated by "; ", which details may contain too: a part that does not begin with the name of a kind belongs to
    // the part before it.
    static List<Found> findings(String text) {
        List<Found> findings = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split("; ", -1)) {
            Optional<FindingKind> kind = kind(part);
            if (kind.isPresent()) {
                int length = kind.get().word().length();
                findings.add(new Found(kind.get(), part.length() == length ? "" : part.substring(length + 2)));
            } else if (!findings.isEmpty()) {
                Found last = findings.removeLast();
                findings.add(new Found(last.kind(), last.detail() + "; " + part));
            }
        }
        return findings;
    }

    private static Optional<FindingKind> kind(String part) {
        return Stream.of(FindingKind.values())
                .filter(kind -> part.equals(kind.word()) || part.startsWith(kind.word() + ": "))
                .max(Comparator.comparingInt(kind -> kind.word().length()));
    }
}
