package dev.diptych.data.format;

import dev.diptych.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Objects with an image and its captions, one a line (JSON Lines) or in one list. A caption is a text or a
/// list of texts; image paths are relative to the file's folder.
record JsonRows() implements DataFormat {

    @Override
    public String name() {
        return "jsonl";
    }

    @Override
    public String description() {
        return "JSON objects, one a line or in a list; a caption is a text or a list of texts";
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

    /// @param imageColumn what the image's key is called in messages
    static void read(DataFile data, String imageColumn, ImageRoot images, PairsBuilder pairs) {
        Path file = data.path();
        JsonFile.objects(file, new JsonFile.Receiver() {
            private @Nullable TableColumns columns;

            @Override
            public void object(String place, JsonNode object) {
                TableColumns known = columns;
                if (known == null) {
                    known = TableColumns.choose(place, JsonFile.keys(object), data.options());
                    columns = known;
                }
                add(place, object, known, images, pairs);
            }
        });
    }

    private static void add(String place, JsonNode object, TableColumns columns, ImageRoot images, PairsBuilder pairs) {
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
            throw new InvalidInputException(
                    "%s: \"%s\" should be a path or an address in quotes".formatted(place, columns.image()));
        }
        List<String> texts = new ArrayList<>();
        for (String column : columns.captions()) {
            texts.addAll(JsonFile.texts(object, column)
                    .orElseThrow(() -> new InvalidInputException(
                            "%s: \"%s\" should be a text or a list of texts".formatted(place, column))));
        }
        pairs.add(place, images.image(place, image.stringValue()), texts);
    }

    private static @Nullable String text(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isString() ? value.stringValue() : null;
    }
}
