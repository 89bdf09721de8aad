package dev.diptych.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.diptych.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The wanted columns of a CSV file with a header (RFC 4180, UTF-8, with or without a byte order mark).
record CsvTable(Path file, List<Row> rows) {

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    /// The values of the wanted columns, in the order asked for.
    record Row(long line, List<String> values) {}

    /// @throws InvalidInputException if the file cannot be read, lacks a column, or a row has not the header's fields
    static CsvTable read(Path file, String... columns) {
        long line = 1;
        List<Row> rows = new ArrayList<>();
        try (BufferedReader text = open(file);
                CsvReader<CsvRecord> records = CsvReader.builder()
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .ofCsvRecord((Reader) text)) {
            Iterator<CsvRecord> iterator = records.iterator();
            if (!iterator.hasNext()) {
                throw new InvalidInputException(
                        "%s is empty; its first line must be %s".formatted(file, String.join(",", columns)));
            }
            List<String> header = iterator.next().getFields();
            int[] places = places(file, header, columns);
            while (iterator.hasNext()) {
                CsvRecord fields = iterator.next();
                line = fields.getStartingLineNumber();
                if (fields.getFieldCount() != header.size()) {
                    throw new InvalidInputException(
                            "%s:%d: %d fields where the header has %d; a text with a comma must stand in double quotes"
                                    .formatted(file, line, fields.getFieldCount(), header.size()));
                }
                List<String> values = new ArrayList<>(places.length);
                for (int place : places) {
                    values.add(fields.getField(place));
                }
                rows.add(new Row(line, values));
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
        return new CsvTable(file, List.copyOf(rows));
    }

    /// The names of all columns, as the first line has them.
    ///
    /// @throws InvalidInputException if the file cannot be read or is empty
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

    /// The error that a row is wrong: file, line and what to do.
    InvalidInputException error(Row row, String message) {
        return new InvalidInputException("%s:%d: %s".formatted(file, row.line(), message));
    }

    private static BufferedReader open(Path file) throws IOException {
        // A decoder that was not told otherwise would replace broken characters silently; this one reports them.
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

    private static int[] places(Path file, List<String> header, String[] columns) {
        List<String> names = header.stream().map(String::strip).toList();
        int[] places = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            places[i] = names.indexOf(columns[i]);
            if (places[i] < 0) {
                throw new InvalidInputException("%s:1: there is no column \"%s\"; the columns are %s"
                        .formatted(file, columns[i], String.join(", ", names)));
            }
        }
        return places;
    }

    private static InvalidInputException unreadable(Path file, long line, Exception e, @Nullable Throwable cause) {
        return cause instanceof CharacterCodingException
                ? new InvalidInputException(
                        "%s: after line %d: this is not UTF-8; save the file as UTF-8".formatted(file, line), e)
                : new InvalidInputException("%s cannot be read: %s".formatted(file, cause), e);
    }

    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
