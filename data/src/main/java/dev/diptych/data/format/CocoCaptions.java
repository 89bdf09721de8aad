package dev.diptych.data.format;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.DataOptions;
import dev.diptych.data.internal.archive.Downloads;
import dev.diptych.data.internal.table.JsonFile;
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

    private record Annotation(String place, long image, String caption) {}

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Path file = data.path();
        Map<Long, String> files = new HashMap<>();
        List<Annotation> annotations = new ArrayList<>();
        JsonFile.lists(file, List.of("images", "annotations"), (list, place, object) -> {
            if (list.equals("images")) {
                files.put(number(place, object, "id"), fileName(place, object));
            } else {
                annotations.add(new Annotation(
                        place, number(place, object, "image_id"), text(place, object, captionKey(data.options()))));
            }
        });
        ImageRoot images = data.images(folder(data, files));
        for (Annotation each : annotations) {
            String image = files.get(each.image());
            if (image == null) {
                pairs.leaveOut(each.place(), "there is no image %d in the list of images".formatted(each.image()));
            } else {
                pairs.add(each.place(), images.image(each.place(), image), List.of(each.caption()));
            }
        }
    }

    private static String captionKey(DataOptions options) {
        return options.caption().isEmpty() ? "caption" : options.caption().getFirst();
    }

    /// Folder that contains the first image; that of the file if none does.
    private static Path folder(DataFile data, Map<Long, String> files) {
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

    private static String fileName(String place, JsonNode object) {
        return text(place, object, object.has("file_name") ? "file_name" : "coco_url");
    }

    private static long number(String place, JsonNode object, String key) {
        JsonNode value = object.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new InvalidInputException("%s: \"%s\" should be an integer".formatted(place, key));
        }
        return value.longValue();
    }

    private static String text(String place, JsonNode object, String key) {
        JsonNode value = object.path(key);
        if (!value.isString()) {
            throw new InvalidInputException("%s: \"%s\" should be a string".formatted(place, key));
        }
        return value.stringValue();
    }
}
