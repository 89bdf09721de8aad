package dev.diptych.data.format;

import dev.diptych.data.internal.table.CsvRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Table of comma-, semicolon- or tab-separated values with a header line, one caption per row. Image paths are
/// relative to the folder of the file.
record DelimitedText() implements DataFormat {

    private static final List<Character> SEPARATORS = List.of(',', '\t', ';');

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String description() {
        return "a file of comma-, tab- or semicolon-separated values with any column names, one caption per row";
    }

    @Override
    public boolean recognises(Probe probe) {
        return !probe.isFolder()
                && probe.head().indexOf('\0') < 0
                && (probe.endsWith(".csv", ".tsv", ".tab")
                        || SEPARATORS.stream()
                                .anyMatch(each -> probe.firstLine().indexOf(each) > 0));
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Path file = data.path();
        ImageRoot images = data.images(data.folder());
        char separator = separator(Probe.of(file));
        CsvRows.read(file, separator, data.options().columns(), new CsvRows.Receiver() {
            private @Nullable Rows rows;

            @Override
            public void header(List<String> columns) {
                Map<String, Integer> places = IntStream.range(0, columns.size())
                        .boxed()
                        .collect(Collectors.toMap(columns::get, place -> place, (first, _) -> first));
                rows = new Rows(TableColumns.choose(file + ":1", columns, data.options()), places);
            }

            @Override
            public void row(long line, List<String> fields) {
                if (rows != null) {
                    rows.add(file + ":" + line, fields, images, pairs);
                }
            }

            @Override
            public void unusable(long line, String reason) {
                pairs.leaveOut(file + ":" + line, reason);
            }
        });
    }

    private record Rows(TableColumns columns, Map<String, Integer> places) {

        void add(String place, List<String> fields, ImageRoot images, PairsBuilder pairs) {
            String split = columns.split();
            if (!pairs.wants(split == null ? null : value(fields, split))) {
                return;
            }
            String image = value(fields, columns.image());
            if (image.isBlank()) {
                pairs.leaveOut(place, "it has no image");
                return;
            }
            List<String> texts = columns.captions().stream()
                    .map(column -> value(fields, column))
                    .toList();
            pairs.add(place, images.image(place, image), texts);
        }

        private String value(List<String> fields, String column) {
            Integer place = places.get(column);
            return place == null ? "" : fields.get(place);
        }
    }

    /// Returns the most frequent separator in the first line; a comma if there is none.
    private static char separator(Probe probe) {
        String line = probe.firstLine();
        char most = ',';
        for (char each : SEPARATORS) {
            if (count(line, each) > count(line, most)) {
                most = each;
            }
        }
        return most;
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(each -> each == wanted).count();
    }
}
