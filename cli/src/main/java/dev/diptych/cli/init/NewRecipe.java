package dev.diptych.cli.init;

import dev.diptych.base.InvalidInputException;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.hub.HubCache;
import dev.diptych.hub.HubName;
import dev.diptych.train.TrainingData;
import dev.diptych.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The recipe that fits what `diptych init` was told: one of the bundled ones with what differs.
///
/// @param data to train on; null for generated scenes
/// @param validation to validate on; null for a share of the data
/// @param vision a directory or a name on the hub; null for random weights
/// @param text likewise
/// @param memory for training, in GiB
public record NewRecipe(
        @Nullable String data,
        @Nullable String validation,
        @Nullable String vision,
        @Nullable String text,
        int processors,
        double memory) {

    private static final int MOST_WORKERS = 8;
    private static final double LITTLE_MEMORY = 4;
    private static final int CHUNK = 16;

    public NewRecipe {
        if (processors < 1 || !(memory > 0)) {
            throw new InvalidInputException("--processors and --memory must be above 0, found " + processors + " and "
                    + memory + "; give what the machine has");
        }
    }

    /// @throws InvalidInputException when the data cannot be read, or a tower is no directory and no name
    public Recipe recipe() throws IOException {
        List<String> settings = new ArrayList<>();
        add(settings, "data.train", data == null ? null : location(data));
        add(settings, "data.validation", validation == null ? null : location(validation));
        add(settings, "model.vision.from", vision == null ? null : model(vision));
        add(settings, "model.text.from", text == null ? null : model(text));
        if (base() == BundledRecipe.CONSISTENCY) { // which trains little of a pretrained tower, and no random one
            settings.addAll(vision == null ? List.of("train.trainable.vision=all") : List.of());
            settings.addAll(text == null ? List.of("train.trainable.text=all") : List.of());
        }
        settings.add("data.workers=" + Math.min(processors, MOST_WORKERS));
        Recipe recipe = base().read(settings);
        int batch = recipe.train().batch();
        if (data != null) {
            int images = TrainingData.of(recipe).training().images().size();
            batch = Math.min(batch, Math.max(2, Integer.highestOneBit(images)));
            settings.add("train.batch=" + batch);
        }
        if (memory < LITTLE_MEMORY && batch > CHUNK) {
            settings.add("train.chunk=" + CHUNK);
        }
        return base().read(settings);
    }

    /// The towers' names on the hub that are not in the cache yet.
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

    private BundledRecipe base() {
        if (vision != null || text != null) {
            return BundledRecipe.CONSISTENCY;
        }
        return data == null ? BundledRecipe.SCENES : BundledRecipe.SMALL;
    }

    /// @throws InvalidInputException when this is no data set that can be read
    public static void requireData(String data) {
        DataSets.read(data);
    }

    /// A model as the recipe names it.
    ///
    /// @throws InvalidInputException when it is no directory, and not the name of a model
    public static String model(String model) {
        if (Files.exists(Path.of(model))) {
            return absolute(model);
        }
        return HubName.parse(model)
                .map(HubName::toString)
                .orElseThrow(() -> new InvalidInputException(
                        model + ": no such directory, and not the name of a model; write OWNER/NAME or mend the path"));
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
