package dev.diptych.cli.init;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.hub.HubCache;
import dev.diptych.hub.HubName;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The recipe for the answers to `diptych init`: a bundled recipe with changed settings.
///
/// @param data training data; null for generated scenes
/// @param validation validation data; null for a part of the training data
/// @param vision a directory or a name on the Hub; null for random weights
/// @param text likewise
/// @param memory memory for training, in GiB
public record NewRecipe(
        @Nullable String data,
        @Nullable String validation,
        @Nullable String vision,
        @Nullable String text,
        int processors,
        double memory) {

    public NewRecipe {
        if (processors < 1 || !(memory > 0)) {
            throw new InvalidInputException(
                    "--processors and --memory must be above 0, but are " + processors + " and " + memory);
        }
    }

    /// @throws InvalidInputException if the data cannot be read, or an encoder is neither a directory nor a model
    ///     name
    public Recipe recipe() {
        List<String> settings = new ArrayList<>();
        add(settings, "data.train", data == null ? null : location(data));
        add(settings, "data.validation", validation == null ? null : location(validation));
        add(settings, "model.vision.from", vision == null ? null : model(vision));
        add(settings, "model.text.from", text == null ? null : model(text));
        return DataRecipe.of(settings, processors, memory).recipe();
    }

    /// The encoders that are not in the cache yet, by their names on the Hub.
    public List<String> pulls() {
        HubCache cache = HubCache.fromEnvironment();
        return Stream.of(Optional.ofNullable(vision), Optional.ofNullable(text))
                .flatMap(Optional::stream)
                .filter(model -> !Files.exists(Path.of(model)))
                .flatMap(model -> HubName.parse(model).stream())
                .filter(name -> cache.snapshot(name).isEmpty())
                .map(HubName::toString)
                .toList();
    }

    /// @throws InvalidInputException if the data set cannot be read
    public static void requireData(String data) {
        DataSets.read(data);
    }

    /// The name of a model in the recipe.
    ///
    /// @throws InvalidInputException if it is neither a directory nor a model name
    public static String model(String model) {
        if (Files.exists(Path.of(model))) {
            return absolute(model);
        }
        return HubName.parse(model)
                .map(HubName::toString)
                .orElseThrow(() -> new InvalidInputException(
                        model + ": neither a directory nor a model name; check the path or use OWNER/NAME"));
    }

    private static String location(String data) {
        return DataLocation.parse(data).absolute().toString();
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }

    private static void add(List<String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.add(key + "='" + value.replace("'", "''") + "'");
        }
    }
}
