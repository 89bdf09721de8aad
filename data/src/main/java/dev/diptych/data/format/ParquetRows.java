package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.internal.archive.NamedImage;
import dev.diptych.data.internal.archive.ReadFile;
import dev.diptych.data.internal.archive.UnpackedImages;
import dev.diptych.data.internal.table.ParquetTexts;
import dev.diptych.data.internal.table.TableColumns;
import dev.diptych.data.internal.table.TextInput;
import dev.diptych.data.internal.table.UnusableRow;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.StructAccessor;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Parquet files as written by Hugging Face's datasets (`image` as a struct of `bytes` and `path`) and img2dataset
/// (`jpg`, bytes), or with paths or addresses of images; a caption is a string or a list of strings.
///
/// Images in the file are unpacked once into the cache for random access, because they are in compressed pages within
/// the file. Rows with the same bytes are one image. `train-00000-of-00002.parquet` belongs to the split `train`.
record ParquetRows() implements DataFormat {

    private static final String ENDING = ".parquet";

    // The reader logs its configuration to standard error. A strong reference, because an unreferenced logger
    // loses its level.
    private static final Logger READER_LOG = Logger.getLogger("dev.hardwood");

    static {
        READER_LOG.setLevel(Level.WARNING);
    }

    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public String description() {
        return "Parquet with image bytes, paths or addresses, as Hugging Face's datasets and img2dataset write it, or the"
                + " folder with it";
    }

    @Override
    public boolean recognises(Probe probe) {
        return probe.isFolder()
                ? !files(probe).isEmpty()
                : probe.endsWith(ENDING) || probe.head().startsWith("PAR1");
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Probe probe = Probe.of(data.path());
        if (!probe.isFolder()) {
            readFile(data, pairs);
            return;
        }
        List<Path> files = files(probe);
        if (files.isEmpty()) {
            throw new InvalidInputException("%s has no file that ends in %s".formatted(data.path(), ENDING));
        }
        Set<String> splits = new LinkedHashSet<>();
        files.forEach(file -> splits.add(String.valueOf(splitOf(file))));
        if (splits.size() > 1 && !pairs.wantsSomeSplits()) {
            throw new InvalidInputException("%s has the splits %s; choose one or more with ?split=NAME"
                    .formatted(data.path(), String.join(", ", splits)));
        }
        files.forEach(file -> readFile(data.at(file), pairs));
    }

    private static List<Path> files(Probe folder) {
        List<Path> files = folder.files(ENDING);
        Path below = folder.path().resolve("data"); // location in data sets of the hub
        return files.isEmpty() && Files.isDirectory(below) ? Probe.of(below).files(ENDING) : files;
    }

    /// Returns the split in a file's name; null if there is none.
    private static @Nullable String splitOf(Path file) {
        String name = file.getFileName().toString();
        return name.matches("[A-Za-z]\\w*-\\d+-of-\\d+.*") ? name.substring(0, name.indexOf('-')) : null;
    }

    private static void readFile(DataFile data, PairsBuilder pairs) {
        Path file = data.path();
        requireNoPointer(file);
        try (ParquetFileReader reader = ParquetFileReader.open(new ReadFile(file))) {
            FileSchema schema = reader.getFileSchema();
            List<String> names = schema.getRootNode().children().stream()
                    .map(SchemaNode::name)
                    .toList();
            TableColumns columns = TableColumns.choose(file.toString(), names, data.options());
            if (columns.split() == null && !pairs.wants(splitOf(file))) {
                return;
            }
            ParquetImages images = ParquetImages.of(file, schema.getField(columns.image()));
            for (String caption : columns.captions()) {
                ParquetTexts.check(file, schema.getField(caption));
            }
            if (columns.split() != null) {
                ParquetTexts.check(file, schema.getField(columns.split()));
            }
            new Rows(data, columns, images, images.store(reader, file, data), data.images(data.folder()))
                    .add(reader, pairs);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        } catch (InvalidInputException e) {
            throw e;
        } catch (OutOfMemoryError e) { // array length from a damaged file
            throw new InvalidInputException(
                    "%s is not a complete Parquet file: it requires more memory than Java has; download or write it again"
                            .formatted(file),
                    e);
        } catch (RuntimeException e) { // the reader may throw any exception on a damaged page
            requireKnownCompression(file, e);
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new InvalidInputException(
                    "%s is not a complete Parquet file: %s; download or write it again"
                            .formatted(file, reason.lines().findFirst().orElse("")),
                    e);
        }
    }

    private static void requireNoPointer(Path file) {
        try {
            TextInput.requireNoPointer(file);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    private static void requireKnownCompression(Path file, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedOperationException) {
                throw new InvalidInputException(
                        "%s has an unsupported compression; write it with snappy, gzip, zstd or lz4".formatted(file),
                        failure);
            }
        }
    }

    /// @param store the images that the file itself contains
    private record Rows(
            DataFile data,
            TableColumns columns,
            ParquetImages images,
            @Nullable UnpackedImages store,
            ImageRoot root) {

        void add(ParquetFileReader reader, PairsBuilder pairs) {
            List<String> wanted = new ArrayList<>(columns.captions());
            if (columns.split() != null) {
                wanted.add(columns.split());
            }
            wanted.addAll(columns.metadata());
            wanted.addAll(images.referenceColumns());
            Map<Long, Long> rowOfPlace = new HashMap<>(); // of an image in the store
            long number = 0;
            try (RowReader rows = reader.buildRowReader()
                    .projection(ParquetImages.projection(reader, wanted))
                    .build()) {
                while (rows.hasNext()) {
                    rows.next();
                    add(rows, number++, rowOfPlace, pairs);
                }
            }
        }

        private void add(StructAccessor row, long number, Map<Long, Long> rowOfPlace, PairsBuilder pairs) {
            String place = "%s: row %d".formatted(data.path(), number);
            if (columns.split() != null && !pairs.wants(ParquetTexts.text(row, columns.split()))) {
                return;
            }
            try {
                NamedImage image = image(row, number, rowOfPlace);
                List<String> texts = new ArrayList<>();
                columns.captions().forEach(column -> texts.addAll(ParquetTexts.texts(row, column)));
                pairs.add(place, image, texts, metadata(row));
            } catch (UnusableRow e) {
                pairs.leaveOut(place, e.reason());
            }
        }

        private SequencedMap<String, String> metadata(StructAccessor row) {
            SequencedMap<String, String> values = new LinkedHashMap<>();
            for (String column : columns.metadata()) {
                if (!row.isNull(column)) {
                    Object value = row.getValue(column);
                    values.put(column, value instanceof byte[] ? row.getString(column) : String.valueOf(value));
                }
            }
            return values;
        }

        private NamedImage image(StructAccessor row, long number, Map<Long, Long> rowOfPlace) throws UnusableRow {
            if (store != null && store.has(number)) {
                Long first = rowOfPlace.putIfAbsent(store.offset(number), number);
                String name = data.prefix() + data.path().getFileName() + "/" + (first == null ? number : first);
                return new NamedImage(name, store.image(number, name));
            }
            String reference = images.reference(row);
            if (reference == null || reference.isBlank()) {
                throw new UnusableRow("it has no image");
            }
            return root.image(reference);
        }
    }
}
