package dev.diptych.image.process;

import dev.diptych.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds the settings of a model's image processor, as Hugging Face does: `image_processor` in `processor_config.json`
/// (all that newer releases write), or else `preprocessor_config.json`.
final class ProcessorFiles {

    static final String SEPARATE = "preprocessor_config.json";
    static final String COMBINED = "processor_config.json";
    static final String NESTED = "image_processor";

    private ProcessorFiles() {}

    /// Returns the file with the settings.
    ///
    /// @throws InvalidInputException if the directory has none
    static Path in(Path directory) {
        Path file = find(directory);
        if (file == null) {
            throw new InvalidInputException(directory + ": how images are prepared is not specified: there is neither "
                    + SEPARATE + " nor " + COMBINED + " with \"" + NESTED + "\"; copy the file of the model there");
        }
        return file;
    }

    private static @Nullable Path find(Path directory) {
        Path combined = directory.resolve(COMBINED);
        if (Files.exists(combined) && json(combined).has(NESTED)) {
            return combined;
        }
        Path separate = directory.resolve(SEPARATE);
        return Files.exists(separate) ? separate : null;
    }

    /// Returns the object with the settings in this file.
    ///
    /// @throws InvalidInputException if the file cannot be read, or contains no settings of an image processor
    static JsonNode settings(Path file) {
        JsonNode root = json(file);
        JsonNode nested = root.get(NESTED);
        if (nested == null && file.endsWith(COMBINED)) {
            throw new InvalidInputException(file + ": has no \"" + NESTED
                    + "\", so it does not specify how images are prepared; give " + SEPARATE);
        }
        JsonNode own = nested == null || nested.isNull() ? root : nested;
        if (!own.isObject()) {
            throw new InvalidInputException(file + ": a JSON object is expected");
        }
        return own;
    }

    private static JsonNode json(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            String problem = Files.exists(file)
                    ? "cannot be read: " + e.getMessage()
                    : "the file does not exist; it says how images are prepared";
            throw new InvalidInputException(file + ": " + problem, e);
        } catch (JacksonException e) {
            throw new InvalidInputException(file + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
