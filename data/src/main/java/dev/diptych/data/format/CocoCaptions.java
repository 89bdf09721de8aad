package dev.diptych.data.format;

import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.archive.Downloads;
import dev.diptych.data.internal.table.Excerpt;
import dev.diptych.data.internal.table.JsonFile;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// COCO's caption annotations: an object with the lists `images` (`id`, `file_name`) and `annotations` (`image_id`,
/// `caption`). Pairs are in the order of the annotations.
///
/// Images are searched next to the file, and where COCO puts them: in `val2017` next to the folder of
/// `annotations/captions_val2017.json`.
record CocoCaptions() implements DataFormat {

    @Override
    public String name() {
        return "coco";
    }

    @Override
    public String description() {
        return "COCO caption annotations: an object with the lists images and annotations";
    }

    @Override
    public boolean recognises(Probe probe) {
        return !probe.isFolder()
                && !probe.endsWith(".jsonl", ".ndjson")
                && probe.head().stripLeading().startsWith("{")
                && JsonFile.hasKeys(probe.path(), List.of("images", "annotations"));
    }

    private record Annotation(String place, String image, List<String> captions) {}

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Path file = data.path();
        Map<String, String> files = new HashMap<>();
        List<Annotation> annotations = new ArrayList<>();
        JsonFile.lists(file, List.of("images", "annotations"), (list, place, object) -> {
            boolean isImage = list.equals("images");
            try {
                if (isImage) {
                    files.put(id(object, "id"), fileName(object));
                } else {
                    annotations.add(annotation(place, object, captionKey(data.options())));
                }
            } catch (UnusableRow e) {
                pairs.leaveOut(place, e.reason());
            }
        });
        ImageRoot images = data.images(folder(data, files));
        for (Annotation each : annotations) {
            try {
                String image = files.get(each.image());
                if (image == null) {
                    throw new UnusableRow(
                            "there is no image %s in the list of images".formatted(Excerpt.of(each.image())));
                }
                pairs.add(each.place(), images.image(image), each.captions());
            } catch (UnusableRow e) {
                pairs.leaveOut(each.place(), e.reason());
            }
        }
    }

    private static Annotation annotation(String place, JsonNode object, String key) throws UnusableRow {
        String named = object.has("id") ? place + " (id " + id(object, "id") + ")" : place;
        String problem = "\"%s\" should be a string".formatted(key);
        List<String> captions = JsonFile.texts(object, key).orElseThrow(() -> new UnusableRow(problem));
        return new Annotation(named, id(object, "image_id"), captions);
    }

    private static String captionKey(DataOptions options) {
        return options.caption().isEmpty() ? "caption" : options.caption().getFirst();
    }

    /// Folder that contains the first image; that of the file if none does.
    private static Path folder(DataFile data, Map<String, String> files) {
        Path own = data.folder();
        Path above = own.toAbsolutePath().getParent();
        String stem = data.path().getFileName().toString().replaceFirst("(?i)\\.json$", "");
        String split = stem.substring(stem.lastIndexOf('_') + 1);
        String first = files.values().stream().sorted().findFirst().orElse("");
        for (Path base : above == null ? List.of(own) : List.of(own, above)) {
            for (String below : List.of("", split, "images", "images/" + split)) {
                Path folder = below.isEmpty() ? base : base.resolve(below);
                if (!first.isEmpty() && !Downloads.isAddress(first) && Files.isRegularFile(folder.resolve(first))) {
                    return folder;
                }
            }
        }
        return own;
    }

    private static String fileName(JsonNode object) throws UnusableRow {
        String key = object.has("file_name") ? "file_name" : "coco_url";
        JsonNode value = object.path(key);
        if (!value.isString()) {
            throw new UnusableRow("\"%s\" should be a string".formatted(key));
        }
        return value.stringValue();
    }

    /// The number or text that identifies an image; equal for 7, 7.0 and "7".
    private static String id(JsonNode object, String key) throws UnusableRow {
        if (!object.isObject()) {
            throw new UnusableRow("it should be an object in braces");
        }
        JsonNode value = object.path(key);
        if (value.isString()) {
            return value.stringValue();
        }
        if (!value.isNumber() || JsonFile.isMissing(value)) {
            throw new UnusableRow("\"%s\" should be an integer or a string".formatted(key));
        }
        double number = value.doubleValue();
        return !value.isIntegralNumber() && number == Math.rint(number) && Math.abs(number) < 1L << 53
                ? Long.toString((long) number)
                : value.asString();
    }
}
