package dev.diptych.index;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.JsonFields;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What each commit of an index says about it, as texts that Lucene stores with the commit.
///
/// @param settings of the index
/// @param answerability fitted to its items; null if none was fitted
record CommitData(IndexSettings settings, @Nullable Answerability answerability) {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String FORMAT = "diptych.index";
    private static final String VERSION = "1";
    private static final String MODEL_PATH = "model.path";
    private static final String MODEL_NAME = "model.name";
    private static final String MODEL_DIGEST = "model.digest";
    private static final String MODEL_STAMP = "model.stamp";
    private static final String WIDTH = "width";
    private static final String KIND = "kind";
    private static final String ANSWERABILITY = "answerability";

    CommitData with(Answerability fitted) {
        return new CommitData(settings, fitted);
    }

    /// @param directory of the index, to which the path of the model is relative
    Map<String, String> write(Path directory) {
        Map<String, String> texts = new HashMap<>();
        texts.put(FORMAT, VERSION);
        String location = settings.model().path();
        if (Path.of(location).isAbsolute()) {
            texts.put(MODEL_PATH, StoredPath.store(directory, Path.of(location)));
        } else {
            texts.put(MODEL_NAME, location);
        }
        texts.put(MODEL_DIGEST, settings.model().digest());
        if (!settings.model().stamp().isEmpty()) {
            texts.put(MODEL_STAMP, settings.model().stamp());
        }
        texts.put(WIDTH, Integer.toString(settings.width()));
        texts.put(KIND, settings.kind().word());
        if (answerability != null) {
            texts.put(ANSWERABILITY, json(answerability));
        }
        return texts;
    }

    /// @throws InvalidInputException if the index was not written by this program, or by another version of it
    static CommitData read(Path directory, Map<String, String> texts) {
        String version = texts.get(FORMAT);
        if (version == null) {
            throw new InvalidInputException(
                    directory + ": an index of another program; create one with 'diptych index'");
        }
        if (!version.equals(VERSION)) {
            throw new InvalidInputException(directory + ": has version " + version + " of the format, but this program"
                    + " reads version " + VERSION + "; build the index again");
        }
        try {
            String path = texts.get(MODEL_PATH);
            String location = path == null
                    ? texts.getOrDefault(MODEL_NAME, "")
                    : StoredPath.resolve(directory, path).toString();
            ModelReference model = new ModelReference(
                    location, texts.getOrDefault(MODEL_DIGEST, ""), texts.getOrDefault(MODEL_STAMP, ""));
            IndexSettings settings = new IndexSettings(
                    model,
                    Integer.parseInt(texts.getOrDefault(WIDTH, "")),
                    SearchKind.named(texts.getOrDefault(KIND, "")));
            String fitted = texts.get(ANSWERABILITY);
            return new CommitData(settings, fitted == null ? null : answerability(fitted, directory));
        } catch (IllegalArgumentException | JacksonException broken) {
            throw new InvalidInputException(
                    directory + ": the settings of the index are damaged (" + broken.getMessage() + "); build it again",
                    broken);
        }
    }

    private static String json(Answerability fitted) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("intercept", fitted.intercept());
        node.put("cosine_weight", fitted.cosineWeight());
        node.put("standardised_weight", fitted.standardisedWeight());
        node.put("threshold", fitted.threshold());
        node.put("source", fitted.source());
        node.put("queries", fitted.queries());
        node.put("kept", fitted.kept());
        node.put("rejected", fitted.rejected());
        return node.toString();
    }

    private static Answerability answerability(String json, Path directory) {
        JsonFields fields = new JsonFields(MAPPER.readTree(json), directory.toString());
        return new Answerability(
                fields.number("intercept", 0),
                fields.number("cosine_weight", 0),
                fields.number("standardised_weight", 0),
                fields.number("threshold", 0.5),
                fields.text("source", ""),
                fields.integer("queries", 0),
                fields.number("kept", 0),
                fields.number("rejected", 0));
    }
}
