package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.table.JsonFile;
import dev.diptych.data.internal.table.JsonObjects;
import dev.diptych.data.internal.table.TableColumns;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Objects with an image and its captions, one per line (JSON Lines) or in one list. A caption is a string or a list
/// of strings; image paths are relative to the folder of the file. Invalid objects are skipped.
record JsonRows() implements DataFormat {

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public String description() {
        return "JSON objects, one per line or in a list; a caption is a string or a list of strings";
    }

    @Override
    public boolean recognises(Probe probe) {
        String head = probe.head().replace("\u00EF\u00BB\u00BF", "").stripLeading();
        return !probe.isFolder()
                && (probe.endsWith(".jsonl", ".ndjson", ".json") || head.startsWith("{\"") || head.startsWith("[{"));
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Path file = data.path();
        ImageRoot images = data.images(data.folder());
        Objects objects = new Objects(images, data.options(), pairs);
        JsonObjects.read(file, objects);
        objects.requireColumns();
    }

    private static final class Objects implements JsonObjects.Receiver {
        private final ImageRoot images;
        private final DataOptions options;
        private final PairsBuilder pairs;
        private @Nullable TableColumns columns; // of the first object that has all
        private @Nullable InvalidInputException unknown; // of the first object that lacks one

        Objects(ImageRoot images, DataOptions options, PairsBuilder pairs) {
            this.images = images;
            this.options = options;
            this.pairs = pairs;
        }

        @Override
        public void object(String place, JsonNode object) {
            TableColumns known = columns;
            try {
                if (known == null) {
                    known = choose(place, JsonFile.keys(object));
                    columns = known;
                }
                if (known == null) {
                    throw new UnusableRow("it has no image or no caption");
                }
                add(place, object, known);
            } catch (UnusableRow e) {
                pairs.leaveOut(place, e.reason());
            }
        }

        @Override
        public void unusable(String place, String reason) {
            pairs.leaveOut(place, reason);
        }

        /// @throws InvalidInputException if objects were read, but none with an image and a caption
        void requireColumns() {
            if (columns == null && unknown != null) {
                throw unknown;
            }
        }

        private @Nullable TableColumns choose(String place, List<String> keys) {
            try {
                return TableColumns.choose(place, keys, options);
            } catch (InvalidInputException e) {
                unknown = unknown == null ? e : unknown;
                return null;
            }
        }

        private void add(String place, JsonNode object, TableColumns columns) throws UnusableRow {
            if (!pairs.wants(text(object, columns.split() == null ? TableColumns.SPLIT : columns.split()))) {
                return;
            }
            String image = reference(object, columns.image());
            List<String> texts = new ArrayList<>();
            for (String column : columns.captions()) {
                texts.addAll(JsonFile.texts(object, column)
                        .orElseThrow(() ->
                                new UnusableRow("\"%s\" should be a string or a list of strings".formatted(column))));
            }
            pairs.add(place, images.image(image), texts, metadata(object, columns.metadata()));
        }
    }

    // Strings, numbers and booleans; other values are written as JSON.
    private static SequencedMap<String, String> metadata(JsonNode object, List<String> keys) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            JsonNode value = object.path(key);
            if (!JsonFile.isMissing(value)) {
                values.put(key, value.isValueNode() ? value.asString() : value.toString());
            }
        }
        return values;
    }

    /// The path or address under a key, also in an object `{"bytes": null, "path": ...}`.
    private static String reference(JsonNode object, String key) throws UnusableRow {
        JsonNode image = object.path(key);
        JsonNode path = image.isObject() && image.has("path") ? image.path("path") : image;
        if (JsonFile.isMissing(path) || path.isString() && path.stringValue().isBlank()) {
            throw new UnusableRow("it has no image");
        }
        if (!path.isString()) {
            throw new UnusableRow("\"%s\" should be a path or an address as a string".formatted(key));
        }
        return path.stringValue();
    }

    private static @Nullable String text(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isString() ? value.stringValue() : null;
    }
}
