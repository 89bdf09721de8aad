package dev.diptych.data.internal.table;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Selected columns of a CSV file with a header.
///
/// @param unusable rows that are not among `rows`
public record CsvTable(Path file, List<Row> rows, List<Unusable> unusable) {

    /// Values of the selected columns, in the requested order.
    public record Row(long line, List<String> values) {}

    /// Row that cannot be used.
    public record Unusable(long line, String reason) {}

    /// Reads a table in which every row is needed.
    ///
    /// @throws InvalidInputException if the file cannot be read, lacks a column, or a row cannot be used
    public static CsvTable read(Path file, String... columns) {
        CsvTable table = readUsable(file, columns);
        for (Unusable row : table.unusable()) {
            throw new InvalidInputException("%s:%d: %s".formatted(file, row.line(), row.reason()));
        }
        return table;
    }

    /// Reads the rows that can be used.
    ///
    /// @throws InvalidInputException if the file cannot be read or lacks a column
    public static CsvTable readUsable(Path file, String... columns) {
        List<Row> rows = new ArrayList<>();
        List<Unusable> unusable = new ArrayList<>();
        CsvRows.read(file, List.of(), new CsvRows.Receiver() {
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
                unusable.add(new Unusable(line, reason));
            }
        });
        return new CsvTable(file, List.copyOf(rows), List.copyOf(unusable));
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
                throw new InvalidInputException("%s:1: there is no column \"%s\"; the columns are %s%s"
                        .formatted(file, columns[i], Excerpt.of(names), otherSeparator(names)));
            }
        }
        return places;
    }

    // A single column whose name contains another separator was probably not meant to be one.
    private static String otherSeparator(List<String> names) {
        if (names.size() != 1) {
            return "";
        }
        String name = names.getFirst();
        String separator = name.indexOf(';') >= 0 ? "semicolons" : name.indexOf('\t') >= 0 ? "tabs" : null;
        return separator == null
                ? ""
                : "; this file has %s instead of commas: convert it, or pass csv: before its path to read it as it is"
                        .formatted(separator);
    }
}
