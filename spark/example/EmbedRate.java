// Measures how many images per second the engine embeds in this process, and Spark in a local session with two
// tasks and on one and two executors of one core each. All embed the same table of generated scenes with a model of
// the size of recipes/small.yaml; the first pass of each, which loads the model, is not counted. Five interleaved
// rounds; medians and ratios are printed. Needs two idle cores.
//
//   spark/example/run EmbedRate FOLDER [IMAGES]

import dev.diptych.Diptych;
import dev.diptych.Training;
import dev.diptych.data.ImageSource;
import dev.diptych.data.format.CaptionsFolder;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.spark.DiptychSpark;
import dev.diptych.spark.SparkEmbeddingOptions;
import dev.diptych.train.recipe.RecipeReader;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

final int rounds = 5;

void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int images = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8_000;
    String recipe = """
            data: {scenes: {train: 64, validation: 20, test: 20, size: 64}, negative_captions: 0}
            model:
              vision: {image_size: 64, patch_size: 8, hidden_size: 192, layers: 6, heads: 3, intermediate_size: 768}
              text: {hidden_size: 192, layers: 4, heads: 3, intermediate_size: 768, vocabulary: {size: 400}}
              projection: 128
            train: {epochs: 1, batch: 64}
            """;
    String model = folder.resolve("run/model").toString();
    if (!Files.exists(Path.of(model))) {
        Training.of(RecipeReader.read("example", recipe, List.of())).run(folder.resolve("run"));
    }
    String table = folder.resolve("images-" + images + ".parquet").toString();
    List<ImageSource> sources = new ArrayList<>();
    var rows = new ArrayList<org.apache.spark.sql.Row>();
    Path data = folder.resolve("data-" + images);
    if (!Files.exists(data)) {
        CaptionsFolder.write(
                Scenes.generate(new SceneOptions(1, images, 1, 1, 64, 1, 0)).training().pairs(), data);
    }
    for (var image : CaptionsFolder.read(data).images()) {
        byte[] bytes = Files.readAllBytes(data.resolve(image.name()));
        sources.add(ImageSource.of(bytes));
        rows.add(RowFactory.create(bytes));
    }
    try (SparkSession spark = session("local[2]")) {
        spark.createDataFrame(rows, new StructType().add("jpg", DataTypes.BinaryType))
                .repartition(8)
                .write()
                .mode("overwrite")
                .parquet(table);
    }

    Map<String, List<Double>> rates = new LinkedHashMap<>();
    try (Diptych engine = Diptych.load(model)) {
        engine.embed(sources);
        for (int round = 0; round < rounds; round++) {
            record(rates, "engine, 2 threads", images, () -> engine.embed(sources));
            for (String master : List.of("local[2]", "local-cluster[1,1,1024]", "local-cluster[2,1,1024]")) {
                try (SparkSession spark = session(master)) {
                    embed(spark, table, model);
                    record(rates, master, images, () -> embed(spark, table, model));
                }
            }
        }
    }
    double engine = median(rates.get("engine, 2 threads"));
    double oneExecutor = median(rates.get("local-cluster[1,1,1024]"));
    IO.println("| | images per second, median | range | of the engine | of one executor |");
    IO.println("|---|---|---|---|---|");
    rates.forEach((name, of) -> IO.println("| %s | %.0f | %.0f to %.0f | %.2f | %.2f |"
            .formatted(
                    name,
                    median(of),
                    Collections.min(of),
                    Collections.max(of),
                    median(of) / engine,
                    median(of) / oneExecutor)));
}

SparkSession session(String master) {
    String blas = System.getProperty("org.bytedeco.openblas.load");
    SparkSession spark = SparkSession.builder()
            .master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config(
                    "spark.executor.extraJavaOptions",
                    "--enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.maxPhysicalBytes=0"
                            + (blas == null ? "" : " -Dorg.bytedeco.openblas.load=" + blas))
            .config("spark.executorEnv.OMP_NUM_THREADS", "1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
    return spark;
}

void embed(SparkSession spark, String table, String model) {
    DiptychSpark.embed(spark.read().parquet(table), model, SparkEmbeddingOptions.images("jpg"))
            .write()
            .format("noop")
            .mode("overwrite")
            .save();
}

void record(Map<String, List<Double>> rates, String name, int images, Runnable work) {
    long start = System.nanoTime();
    work.run();
    double rate = images / ((System.nanoTime() - start) / 1e9);
    rates.computeIfAbsent(name, _ -> new ArrayList<>()).add(rate);
    IO.println("%s: %.0f images per second".formatted(name, rate));
}

double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
}
