package dev.diptych.data.format;

import dev.diptych.data.internal.table.JsonFile;
import dev.diptych.data.internal.table.UnusableRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The splits of Karpathy and Fei-Fei (2015) for Flickr8k, Flickr30k and COCO: an object with a list `images`,
/// each with `filename`, `sentences` (a list of objects with `raw`), `split` and, for COCO, `filepath`.
record KarpathySplits() implements DataFormat {

    @Override
    public String name() {
        return "karpathy";
    }

    @Override
    public String description() {
        return "Karpathy's splits (dataset_flickr8k.json): a list images with filename, sentences and split";
    }

    @Override
    public boolean recognises(Probe probe) {
        return !probe.isFolder()
                && !probe.endsWith(".jsonl", ".ndjson")
                && probe.head().contains("\"sentences\"")
                && JsonFile.hasKeys(probe.path(), List.of("images"));
    }

    @Override
    public void read(DataFile data, PairsBuilder pairs) {
        Path own = data.folder();
        Path below = own.resolve("images");
        ImageRoot images = data.images(Files.isDirectory(below) ? below : own);
        JsonFile.lists(data.path(), List.of("images"), (_, place, object) -> {
            try {
                add(place, object, images, pairs);
            } catch (UnusableRow e) {
                pairs.leaveOut(place, e.reason());
            }
        });
    }

    private static void add(String place, JsonNode object, ImageRoot images, PairsBuilder pairs) throws UnusableRow {
        JsonNode name = object.path("filename");
        JsonNode folder = object.path("filepath");
        JsonNode split = object.path("split");
        if (!pairs.wants(split.isString() ? split.stringValue() : null)) {
            return;
        }
        if (!name.isString()) {
            throw new UnusableRow("\"filename\" should be a string");
        }
        String path = folder.isString() ? folder.stringValue() + "/" + name.stringValue() : name.stringValue();
        List<String> texts = JsonFile.texts(object, "sentences")
                .orElseThrow(() -> new UnusableRow("\"sentences\" should be a list of objects with \"raw\""));
        pairs.add(place, images.image(path), texts);
    }
}
