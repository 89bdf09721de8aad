package dev.diptych.model.checkpoint;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.JsonFields;
import dev.diptych.base.internal.SentenceModules;
import dev.diptych.model.TextPooling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Text pooling of a sentence-transformers model, from the `config.json` of its pooling, usually in
/// `1_Pooling`. Such a model often has an untrained pooler too.
public final class SentencePooling {

    private static final String FILE = "config.json";

    /// One key of this prefix for each mode, with a flag; newer releases have `pooling_mode` alone, with a name or a
    /// list of names.
    private static final String PREFIX = "pooling_mode_";

    private static final String MODE = "pooling_mode";

    private SentencePooling() {}

    /// Returns null if the directory has no such file.
    ///
    /// @throws InvalidInputException for an invalid file, or pooling other than by the first token or the mean
    public static @Nullable TextPooling read(Path directory) {
        Path file = SentenceModules.pooling(directory).resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(file.toFile());
        } catch (JacksonException failure) {
            throw new InvalidInputException(file + ": not JSON: " + failure.getOriginalMessage(), failure);
        }
        JsonFields fields = new JsonFields(node, file.toString());
        List<String> modes = node.has(MODE) ? names(fields) : flags(fields);
        if (modes.equals(List.of("mean")) || modes.equals(List.of("mean_tokens"))) {
            return TextPooling.MEAN;
        }
        if (modes.equals(List.of("cls")) || modes.equals(List.of("cls_token"))) {
            return TextPooling.FIRST;
        }
        throw new InvalidInputException(file + ": pools by "
                + (modes.isEmpty() ? "an unknown method" : String.join(" and ", modes))
                + ", which is not supported; set model.text.pooling to pooler, first or mean");
    }

    private static List<String> flags(JsonFields fields) {
        return fields.node().propertyNames().stream()
                .filter(key -> key.startsWith(PREFIX) && fields.flag(key, false))
                .map(key -> key.substring(PREFIX.length()))
                .toList();
    }

    private static List<String> names(JsonFields fields) {
        JsonNode value = fields.node().path(MODE);
        if (!value.isArray()) {
            return List.of(fields.text(MODE, ""));
        }
        return value.valueStream().map(name -> name.asString("")).toList();
    }
}
