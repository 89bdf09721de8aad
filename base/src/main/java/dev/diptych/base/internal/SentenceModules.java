package dev.diptych.base.internal;

import dev.diptych.base.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The layout of a sentence-transformers model: `modules.json` lists the folders of its modules. Early releases put the
/// encoder into `0_Transformer`, later ones into the directory itself.
public final class SentenceModules {

    private static final String FILE = "modules.json";
    private static final String TRANSFORMER = "0_Transformer";
    private static final String POOLING = "1_Pooling";

    private SentenceModules() {}

    /// Returns the folder with the files of the encoder: the directory itself, if it has a `config.json`, or else the
    /// folder of the first module.
    ///
    /// @throws InvalidInputException if `modules.json` is not JSON
    public static Path encoder(Path directory) {
        if (Files.exists(directory.resolve("config.json"))) {
            return directory;
        }
        for (JsonNode module : modules(directory)) {
            Path folder = folder(directory, module);
            if (Files.exists(folder.resolve("config.json"))) {
                return folder;
            }
        }
        Path folder = directory.resolve(TRANSFORMER);
        return Files.exists(folder.resolve("config.json")) ? folder : directory;
    }

    /// Returns the folder with the settings of the pooling, which may not exist. It is the same whether the model's
    /// directory is given or the folder of the encoder in it.
    public static Path pooling(Path directory) {
        Path parent = directory.toAbsolutePath().normalize().getParent();
        boolean isModule = directory.toAbsolutePath().normalize().endsWith(TRANSFORMER);
        Path model = isModule && parent != null ? parent : directory;
        for (JsonNode module : modules(model)) {
            if (module.path("type").asString("").endsWith(".Pooling")) {
                return folder(model, module);
            }
        }
        return model.resolve(POOLING);
    }

    private static Path folder(Path directory, JsonNode module) {
        Path folder = directory.resolve(module.path("path").asString("")).normalize();
        return folder.startsWith(directory.normalize()) ? folder : directory;
    }

    private static JsonNode modules(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return JsonMapper.shared().createArrayNode();
        }
        try {
            return JsonMapper.shared().readTree(file.toFile());
        } catch (JacksonException failure) {
            throw new InvalidInputException(file + ": not JSON: " + failure.getOriginalMessage(), failure);
        }
    }
}
