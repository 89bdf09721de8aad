package dev.diptych.data.format;

import dev.diptych.data.internal.table.JsonFile;
import dev.diptych.data.internal.table.JsonObjects;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        ImageRoot images = data.images(data.folder());
        read(data, "image", images, pairs);
    }

    /// @param imageColumn name of the image's key in messages
    static void read(DataFile data, String imageColumn, ImageRoot images, PairsBuilder pairs) {
        Path file = data.path();
        JsonObjects.read(file, new JsonObjects.Receiver() {
            private @Nullable TableColumns columns;

            @Override
            public void object(String place, JsonNode object) {
                TableColumns known = columns;
                if (known == null) {
                    known = TableColumns.choose(place, JsonFile.keys(object), data.options());
                    columns = known;
                }
                try {
                    add(place, object, known, images, pairs);
                } catch (UnusableRow e) {
                    pairs.leaveOut(place, e.reason());
                }
            }

            @Override
            public void unusable(String place, String reason) {
                pairs.leaveOut(place, reason);
            }
        });
    }

    private static void add(String place, JsonNode object, TableColumns columns, ImageRoot images, PairsBuilder pairs)
            throws UnusableRow {
        if (!pairs.wants(columns.split() == null ? null : text(object, columns.split()))) {
            return;
        }
        JsonNode image = object.path(columns.image());
        if (image.isMissingNode()
                || image.isNull()
                || (image.isString() && image.stringValue().isBlank())) {
            pairs.leaveOut(place, "it has no image");
            return;
        }
        if (!image.isString()) {
            throw new UnusableRow("\"%s\" should be a path or an address as a string".formatted(columns.image()));
        }
        List<String> texts = new ArrayList<>();
        for (String column : columns.captions()) {
            texts.addAll(JsonFile.texts(object, column)
                    .orElseThrow(
                            () -> new UnusableRow("\"%s\" should be a string or a list of strings".formatted(column))));
        }
        pairs.add(place, images.image(place, image.stringValue()), texts);
    }

    private static @Nullable String text(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isString() ? value.stringValue() : null;
    }
}
