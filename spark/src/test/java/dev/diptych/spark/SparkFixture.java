package dev.diptych.spark;

import dev.diptych.Diptych;
import dev.diptych.Training;
import dev.diptych.data.ImageSource;
import dev.diptych.data.Pairs;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.train.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/// A small model, and rows of images and texts.
///
/// @param model directory of the model
/// @param encoded `[N]` image files
/// @param texts `[N]` one caption of each
record SparkFixture(String model, List<byte[]> encoded, List<String> texts) {

    static final int WIDTH = 8;

    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType, false)
            .add("jpg", DataTypes.BinaryType, true)
            .add("caption", DataTypes.StringType, true);

    private static final String RECIPE = """
            seed: 3
            data: {scenes: {train: 48, validation: 16, test: 16, size: 16}}
            model:
              vision: {image_size: 16, patch_size: 8, hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32}
              text: {hidden_size: 16, layers: 1, heads: 2, intermediate_size: 32, max_length: 32, vocabulary: {size: 400}}
              projection: 8
            train: {epochs: 1, batch: 16}
            """;

    static SparkFixture in(Path folder, int images) throws IOException {
        Path run = folder.resolve("run");
        Training.of(RecipeReader.read("small", RECIPE, List.of())).run(run);
        SceneOptions some = SceneOptions.defaults(5);
        Path data = folder.resolve("data");
        CaptionsFolder.write(
                Scenes.generate(new SceneOptions(5, images, 1, 1, 16, some.captions(), 0))
                        .training()
                        .pairs(),
                data);
        Pairs pairs = CaptionsFolder.read(data);
        List<byte[]> encoded = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            encoded.add(Files.readAllBytes(data.resolve(pairs.image(i).name())));
            texts.add(pairs.text(pairs.captionsOf(i)[0]));
        }
        return new SparkFixture(run.resolve("model").toString(), encoded, texts);
    }

    /// Rows with ids from 0; every hundredth image is damaged.
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < encoded.size(); i++) {
            byte[] bytes = isDamaged(i) ? new byte[] {1, 2, 3} : encoded.get(i);
            rows.add(row(i, bytes, texts.get(i)));
        }
        return rows;
    }

    static Row row(long id, byte @Nullable [] image, @Nullable String text) {
        return RowFactory.create(id, image, text);
    }

    static boolean isDamaged(int row) {
        return row % 100 == 42;
    }

    /// What one process computes: `[N]` vectors of images.
    float[][] images() {
        try (Diptych loaded = Diptych.load(model)) {
            return loaded.embed(encoded.stream().map(ImageSource::of).toList());
        }
    }

    float[][] captions() {
        try (Diptych loaded = Diptych.load(model)) {
            return loaded.embedTexts(texts);
        }
    }

    static SparkSession.Builder session(String master) {
        return SparkSession.builder()
                .appName("test")
                .master(master)
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "4");
    }
}
