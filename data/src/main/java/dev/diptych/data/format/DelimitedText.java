package dev.diptych.data.format;

import dev.diptych.data.FileImage;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.table.CsvRows;
import dev.diptych.data.internal.table.CsvSeparator;
import dev.diptych.data.internal.table.Excerpt;
import dev.diptych.data.internal.table.TableColumns;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Table of comma-, semicolon- or tab-separated values with a header line, one caption per row. Image paths are
/// relative to the folder of the file, or to one near it that has the images.
record DelimitedText() implements DataFormat {

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
                && (probe.endsWith(".csv", ".tsv", ".tab")
                        || probe.head().indexOf('\0') < 0 && CsvSeparator.isIn(probe.firstLine()));
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        read(data, data.images(data.folder()), false, pairs);
    }

    /// @param mustExist whether a row whose image does not exist is left out
    static void read(DataFile data, ImageRoot images, boolean mustExist, PairsBuilder pairs) {
        Path file = data.path();
        CsvRows.read(file, data.options().columns(), new CsvRows.Receiver() {
            private @Nullable Rows rows;

            @Override
            public void header(List<String> columns) {
                Map<String, List<Integer>> places = new LinkedHashMap<>();
                for (int place = 0; place < columns.size(); place++) {
                    places.computeIfAbsent(columns.get(place), _ -> new ArrayList<>())
                            .add(place);
                }
                rows = new Rows(
                        TableColumns.choose(file + ":1", columns, data.options()), places, images, mustExist, pairs);
            }

            @Override
            public void row(long line, List<String> fields) {
                if (rows != null) {
                    try {
                        rows.add(file + ":" + line, fields);
                    } catch (UnusableRow e) {
                        unusable(line, e.reason());
                    }
                }
            }

            @Override
            public void unusable(long line, String reason) {
                pairs.leaveOut(file + ":" + line, reason);
            }
        });
    }

    /// @param places of the columns of each name
    private record Rows(
            TableColumns columns,
            Map<String, List<Integer>> places,
            ImageRoot images,
            boolean mustExist,
            PairsBuilder pairs) {

        void add(String place, List<String> fields) throws UnusableRow {
            String split = columns.split();
            if (!pairs.wants(split == null ? null : values(fields, split).getFirst())) {
                return;
            }
            String reference = values(fields, columns.image()).getFirst();
            if (reference.isBlank()) {
                throw new UnusableRow("it has no image");
            }
            NamedImage image = images.image(reference);
            if (mustExist
                    && !pairs.knows(image.name())
                    && image.source() instanceof FileImage(Path file)
                    && !Files.isRegularFile(file)) {
                throw new UnusableRow(
                        "image \"%s\" does not exist; fix the path or remove the row".formatted(Excerpt.of(reference)));
            }
            List<String> texts = columns.captions().stream()
                    .distinct()
                    .flatMap(column -> values(fields, column).stream())
                    .toList();
            SequencedMap<String, String> metadata = new LinkedHashMap<>();
            for (String column : columns.metadata()) {
                String value = values(fields, column).getFirst().strip();
                if (!value.isEmpty()) {
                    metadata.put(column, value);
                }
            }
            pairs.add(place, image, texts, metadata);
        }

        private List<String> values(List<String> fields, String column) {
            return places.getOrDefault(column, List.of(0)).stream()
                    .map(fields::get)
                    .toList();
        }
    }
}
