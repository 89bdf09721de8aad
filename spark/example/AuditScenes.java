// Trains a small model on generated scenes, then embeds, searches and audits a table of scenes in a
// local Spark session.
//
//   spark/example/run AuditScenes FOLDER [SCENES]

import dev.diptych.Training;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.spark.DiptychSpark;
import dev.diptych.spark.DiptychSparkJob;
import dev.diptych.spark.SparkEmbeddingOptions;
import dev.diptych.train.recipe.RecipeReader;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int scenes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    SparkSession spark = SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("WARN");

    // A model. Any directory that `diptych train` or `diptych hub pull` wrote will do.
    String recipe = """
            data: {scenes: {train: 600, validation: 20, test: 20, size: 32}, negative_captions: 0}
            model:
              vision: {image_size: 32, patch_size: 8, hidden_size: 48, layers: 2, heads: 2, intermediate_size: 96}
              text: {hidden_size: 48, layers: 2, heads: 2, intermediate_size: 96, vocabulary: {size: 400}}
              projection: 24
            train: {epochs: 8, batch: 64}
            """;
    Training.of(RecipeReader.read("example", recipe, List.of())).run(folder.resolve("run"));
    String model = folder.resolve("run/model").toString();

    // A table of pairs: the name and the bytes of an image file, and a caption. Every twentieth caption
    // belongs to another scene.
    Path data = folder.resolve("data");
    CaptionsFolder.write(
            Scenes.generate(new SceneOptions(1, scenes, 1, 1, 32, 2, 0.1)).training().pairs(), data);
    var pairs = CaptionsFolder.read(data);
    var rows = new ArrayList<org.apache.spark.sql.Row>();
    int count = pairs.captions().size();
    for (int i = 0; i < count; i++) {
        String name = pairs.image(pairs.captions().get(i).image()).name();
        String caption = pairs.text(i % 20 == 7 ? (i + 20) % count : i);
        rows.add(RowFactory.create((long) i, name, Files.readAllBytes(data.resolve(name)), caption));
    }
    StructType schema = new StructType()
            .add("id", DataTypes.LongType)
            .add("name", DataTypes.StringType)
            .add("jpg", DataTypes.BinaryType)
            .add("caption", DataTypes.StringType);
    String table = folder.resolve("pairs.parquet").toString();
    spark.createDataFrame(rows, schema).repartition(4).write().parquet(table);

    // Embed, in this session.
    var options = SparkEmbeddingOptions.images("jpg").withTexts("caption");
    String embedded = folder.resolve("embedded.parquet").toString();
    DiptychSpark.embed(spark.read().parquet(table), model, options).write().parquet(embedded);

    // Search, in SQL.
    DiptychSpark.register(spark, model);
    spark.read().parquet(embedded).createOrReplaceTempView("embedded");
    spark.sql("WITH query AS (SELECT diptych_embed_text('a red circle') AS vector)"
                    + " SELECT name, caption, diptych_cosine(jpg_vector, vector) AS cosine FROM embedded, query"
                    + " ORDER BY cosine DESC LIMIT 5")
            .show(false);

    // Audit: the job of spark-submit, called in this session.
    String audit = folder.resolve("audit").toString();
    DiptychSparkJob.main(new String[] {
        "audit", "--model", model, "--input", table, "--output", audit, "--images", "jpg", "--texts", "caption",
        "--id", "id", "--name", "name", "--folds", "3"
    });
    spark.read().parquet(audit + "/pairs").createOrReplaceTempView("audit");
    spark.sql("SELECT rank, round(probability, 3) AS probability, id, image, caption FROM audit WHERE rank <= 10 ORDER BY rank").show(false);
    spark.stop();
}
