package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Selected columns of a CSV file with a header (RFC 4180, UTF-8, with or without a byte order mark).
public record CsvTable(Path file, List<Row> rows) {

    /// Values of the selected columns, in the requested order.
    public record Row(long line, List<String> values) {}

    /// @throws InvalidInputException if the file cannot be read, lacks a column, or a row does not have the
    ///     header's fields
    public static CsvTable read(Path file, String... columns) {
        List<Row> rows = new ArrayList<>();
        CsvRows.read(file, ',', List.of(), new CsvRows.Receiver() {
            private int[] places = new int[0];

            @Override
            public void header(List<String> names) {
                places = places(file, names, columns);
            }

            @Override
            public void row(long line, List<String> fields) {
                rows.add(
                        new Row(line, IntStream.of(places).mapToObj(fields::get).toList()));
            }

            @Override
            public void unusable(long line, String reason) {
                throw new InvalidInputException("%s:%d: %s".formatted(file, line, reason));
            }
        });
        return new CsvTable(file, List.copyOf(rows));
    }

    /// Returns the names of all columns in the first line.
    ///
    /// @throws InvalidInputException if the file cannot be read or is empty
    public static List<String> columns(Path file) {
        return CsvRows.columns(file);
    }

    /// Exception for an invalid row: file, line and remedy.
    public InvalidInputException error(Row row, String message) {
        return new InvalidInputException("%s:%d: %s".formatted(file, row.line(), message));
    }

    private static int[] places(Path file, List<String> names, String[] columns) {
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
}
