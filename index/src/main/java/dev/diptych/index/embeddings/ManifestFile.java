package dev.diptych.index.embeddings;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.AtomicFile;
import dev.diptych.index.ModelReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes `manifest.json`.
final class ManifestFile {

    static final String NAME = "manifest.json";

    private static final String FORMAT = "diptych-embeddings";
    private static final int VERSION = 1;
    private static final String FLOAT32 = "fp32";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ManifestFile() {}

    /// Writes the manifest atomically; equal manifests give equal bytes.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be written
    static void write(Path directory, EmbeddingManifest manifest) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION);
        ModelReference model = manifest.model();
        if (model != null) {
            root.putObject("model").put("path", model.path()).put("digest", model.digest());
        }
        root.put("data", manifest.data());
        root.put("width", manifest.width()).put("normalised", manifest.normalised());
        root.put("precision", manifest.precision().text()).put("computed", manifest.computed());
        root.put("batch", manifest.batch());
        ArrayNode metadata = root.putArray("metadata");
        manifest.metadata().forEach(metadata::add);
        for (EmbeddingKind kind : EmbeddingKind.values()) {
            EmbeddingSet set = manifest.sets().get(kind);
            if (set != null) {
                addSet(root.putObject(kind.text()), set);
            }
        }
        AtomicFile.write(
                directory.resolve(NAME), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    private static void addSet(ObjectNode node, EmbeddingSet set) {
        node.put("items", set.items()).put("rows", set.rows()).put("complete", set.isComplete());
        ArrayNode parts = node.putArray("parts");
        for (EmbeddingPart part : set.parts()) {
            ObjectNode each = parts.addObject();
            each.put("file", part.file()).put("from", part.from()).put("to", part.to());
            each.put("rows", part.rows()).put("bytes", part.bytes()).put("sha256", part.sha256());
            ArrayNode unreadable = each.putArray("unreadable");
            part.unreadable()
                    .forEach(item ->
                            unreadable.addObject().put("name", item.name()).put("reason", item.reason()));
        }
    }

    /// @throws InvalidInputException if the file is missing, damaged or of another program
    static EmbeddingManifest read(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            JsonNode root = JSON.readTree(Files.readString(file));
            if (!root.path("format").asString("").equals(FORMAT)) {
                throw new IllegalArgumentException("it has no \"format\": \"" + FORMAT + "\"");
            }
            if (root.path("version").asInt(0) != VERSION) {
                throw new IllegalArgumentException(
                        "its version is " + root.path("version") + ", and this program reads version " + VERSION);
            }
            return manifest(root);
        } catch (JacksonException e) {
            throw damaged(file, "not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static InvalidInputException damaged(Path file, String reason, Exception cause) {
        return new InvalidInputException(
                file + ": not the manifest of an embedding directory: " + reason + "; embed the data again", cause);
    }

    private static EmbeddingManifest manifest(JsonNode root) {
        Map<EmbeddingKind, EmbeddingSet> sets = new EnumMap<>(EmbeddingKind.class);
        for (EmbeddingKind kind : EmbeddingKind.values()) {
            if (root.path(kind.text()).isObject()) {
                sets.put(kind, set(root.path(kind.text()), kind.text() + "."));
            }
        }
        JsonNode model = root.path("model");
        List<String> metadata = new ArrayList<>();
        root.path("metadata").forEach(each -> metadata.add(each.asString("")));
        return new EmbeddingManifest(
                model.isObject()
                        ? new ModelReference(text(model, "model.", "path"), text(model, "model.", "digest"))
                        : null,
                text(root, "", "data"),
                (int) number(root, "", "width", 1),
                root.path("normalised").asBoolean(false),
                precision(text(root, "", "precision")),
                root.path("computed").asString(FLOAT32), // manifests of earlier versions have no entry
                (int) number(root, "", "batch", 0),
                metadata,
                sets);
    }

    private static VectorPrecision precision(String name) {
        return Arrays.stream(VectorPrecision.values())
                .filter(each -> each.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown precision " + name));
    }

    private static EmbeddingSet set(JsonNode node, String where) {
        List<EmbeddingPart> parts = new ArrayList<>();
        long covered = 0;
        for (JsonNode each : node.path("parts")) {
            String part = "%sparts[%d].".formatted(where, parts.size());
            List<UnreadableItem> unreadable = new ArrayList<>();
            for (JsonNode item : each.path("unreadable")) {
                unreadable.add(new UnreadableItem(text(item, part, "name"), text(item, part, "reason")));
            }
            long from = number(each, part, "from", 0);
            long to = number(each, part, "to", 0);
            long rows = number(each, part, "rows", 0);
            if (from != covered || to <= from || rows + unreadable.size() != to - from) {
                throw new IllegalArgumentException(
                        part + "from does not follow the part before it, or its rows do not fit");
            }
            covered = to;
            parts.add(new EmbeddingPart(
                    file(text(each, part, "file")),
                    from,
                    to,
                    rows,
                    number(each, part, "bytes", 1),
                    text(each, part, "sha256"),
                    unreadable));
        }
        long items = number(node, where, "items", 0);
        if (covered > items) {
            throw new IllegalArgumentException(where + "parts cover more than its items");
        }
        return new EmbeddingSet(items, parts);
    }

    // A manifest must not lead out of its directory.
    private static String file(String name) {
        if (!name.matches("(images|captions)/part-\\d{5,10}\\.parquet")) {
            throw new IllegalArgumentException("\"" + name + "\" is not the name of a part");
        }
        return name;
    }

    private static String text(JsonNode node, String where, String key) {
        JsonNode value = node.path(key);
        if (!value.isString()) {
            throw new IllegalArgumentException(where + key + " is not a string");
        }
        return value.asString();
    }

    private static long number(JsonNode node, String where, String key, long least) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least) {
            throw new IllegalArgumentException(where + key + " is not an integer of at least " + least);
        }
        return value.asLong();
    }
}
