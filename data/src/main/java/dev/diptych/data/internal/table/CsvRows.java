package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a file of separated values row by row: RFC 4180, in UTF-8 or UTF-16, also compressed with gzip. The
/// separator is detected in the first line.
public final class CsvRows {

    private CsvRows() {}

    /// Receives a table from its header to its last row.
    public interface Receiver {

        /// Receives the names of the columns, trimmed, before any row.
        void header(List<String> columns);

        /// Receives a row with as many fields as there are columns.
        void row(long line, List<String> fields);

        /// Receives a row that cannot be used: with another number of fields, an unclosed quote or bytes that are
        /// no text.
        void unusable(long line, String reason);
    }

    /// @param columns names of the columns, if the file has no header line
    /// @throws InvalidInputException if the file is empty or cannot be read, or its header is no text
    public static void read(Path file, List<String> columns, Receiver receiver) {
        try (TextLines lines = new TextLines(file)) {
            CsvRecords records = records(lines);
            List<String> header = columns.isEmpty() ? header(file, records) : columns;
            records.columns(header.size());
            receiver.header(header);
            for (CsvRecords.Row row = records.next(); row != null; row = records.next()) {
                if (row.problem() == null) {
                    receiver.row(row.line(), row.fields());
                } else {
                    receiver.unusable(row.line(), row.problem());
                }
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Returns the names of the columns, trimmed.
    static List<String> columns(Path file) {
        try (TextLines lines = new TextLines(file)) {
            return header(file, records(lines));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    public static InvalidInputException unreadable(Path file, IOException e) {
        return new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
    }

    private static CsvRecords records(TextLines lines) throws IOException {
        TextLines.Line first = lines.next();
        while (first != null && first.text().isBlank()) {
            first = lines.next();
        }
        String text = first == null ? "" : first.text();
        return new CsvRecords(lines, CsvSeparator.isDeclaration(text) ? null : first, CsvSeparator.of(text));
    }

    private static List<String> header(Path file, CsvRecords records) throws IOException {
        CsvRecords.@Nullable Row header = records.next();
        if (header == null) {
            throw new InvalidInputException(
                    "%s is empty; its first line must name the columns, for example image,caption".formatted(file));
        }
        if (header.problem() != null) {
            throw new InvalidInputException("%s:%d: the names of the columns cannot be read: %s"
                    .formatted(file, header.line(), header.problem()));
        }
        return header.fields().stream().map(String::strip).toList();
    }
}
