package dev.diptych.data.internal.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.diptych.base.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a file of separated values row by row (RFC 4180, UTF-8, with or without a byte order mark).
public final class CsvRows {

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private CsvRows() {}

    /// Receives a table from its header to its last row.
    public interface Receiver {

        /// Receives the names of the columns, trimmed, before any row.
        void header(List<String> columns);

        /// Receives a row with as many fields as there are columns.
        void row(long line, List<String> fields);

        /// Receives a row, in one line of the file, with another number of fields.
        void unusable(long line, String reason);
    }

    /// @param columns names of the columns, if the file has no header line
    /// @throws InvalidInputException if the file is empty, is not UTF-8 or cannot be read, or if a row of several
    ///     lines does not have the header's number of fields, because a double quote may then have swallowed rows
    public static void read(Path file, char separator, List<String> columns, Receiver receiver) {
        long line = 1;
        try (BufferedReader text = open(file);
                CsvReader<CsvRecord> records = CsvReader.builder()
                        .fieldSeparator(separator)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .ofCsvRecord((Reader) text)) {
            Iterator<CsvRecord> iterator = records.iterator();
            List<String> header = columns;
            if (columns.isEmpty()) {
                if (!iterator.hasNext()) {
                    throw new InvalidInputException(
                            "%s is empty; its first line must name the columns, for example image,caption"
                                    .formatted(file));
                }
                header = iterator.next().getFields().stream().map(String::strip).toList();
            }
            receiver.header(header);
            while (iterator.hasNext()) {
                CsvRecord fields = iterator.next();
                line = fields.getStartingLineNumber();
                if (fields.getFieldCount() == header.size()) {
                    receiver.row(line, fields.getFields());
                    continue;
                }
                String reason = "it has %s where the header has %d; a text with a %s must be in double quotes"
                        .formatted(number(fields.getFieldCount()), header.size(), name(separator));
                if (fields.getFields().stream().anyMatch(CsvRows::hasLineEnd)) {
                    throw new InvalidInputException("%s:%d: %s".formatted(file, line, reason));
                }
                receiver.unusable(line, reason);
            }
        } catch (CsvParseException e) {
            throw new InvalidInputException(
                    "%s: after line %d: this is not CSV: %s; check its double quotes".formatted(file, line, reason(e)),
                    e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, line, e, e.getCause());
        } catch (IOException e) {
            throw unreadable(file, line, e, e);
        }
    }

    /// Returns the names of the columns of a comma-separated file, trimmed.
    static List<String> columns(Path file) {
        try (BufferedReader text = open(file);
                CsvReader<CsvRecord> records = CsvReader.builder().ofCsvRecord((Reader) text)) {
            Iterator<CsvRecord> iterator = records.iterator();
            if (!iterator.hasNext()) {
                throw new InvalidInputException("%s is empty; its first line must name its columns".formatted(file));
            }
            return iterator.next().getFields().stream().map(String::strip).toList();
        } catch (CsvParseException e) {
            throw new InvalidInputException("%s:1: this is not CSV: %s".formatted(file, reason(e)), e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, 1, e, e.getCause());
        } catch (IOException e) {
            throw unreadable(file, 1, e, e);
        }
    }

    /// Opens a UTF-8 text after its byte order mark; invalid characters are reported instead of replaced.
    public static BufferedReader open(Path file) throws IOException {
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()));
        try {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
        } catch (IOException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    public static InvalidInputException unreadable(Path file, long line, Exception e, @Nullable Throwable cause) {
        return cause instanceof CharacterCodingException
                ? new InvalidInputException(
                        "%s: after line %d: this is not UTF-8; save the file as UTF-8".formatted(file, line), e)
                : new InvalidInputException("%s cannot be read: %s".formatted(file, cause), e);
    }

    private static boolean hasLineEnd(String field) {
        return field.indexOf('\n') >= 0 || field.indexOf('\r') >= 0;
    }

    private static String number(int fields) {
        return fields == 1 ? "one field" : fields + " fields";
    }

    private static String name(char separator) {
        return switch (separator) {
            case ',' -> "comma";
            case ';' -> "semicolon";
            default -> "tab";
        };
    }

    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
