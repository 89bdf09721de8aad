package dev.diptych.bench;

import dev.diptych.bench.data.CaptionLengths;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.data.format.DataLocation;
import dev.diptych.data.format.DataSets;
import dev.diptych.data.scenes.SceneOptions;
import dev.diptych.data.scenes.Scenes;
import dev.diptych.model.CrossAttentionFusion;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.ImageTextModel;
import dev.diptych.model.TextConfig;
import dev.diptych.model.VisionConfig;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.TrainingData;
import dev.diptych.train.TrainingSteps;
import dev.diptych.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Epochs of `recipes/consistency.yaml`, with a frozen text encoder and an image encoder that is frozen except its
/// last block: computed in each epoch, and from the feature cache.
record CacheBenchmark(BenchmarkSettings settings) {

    private static final String WITHOUT_FUSION = "without-fusion";
    private static final String WITH_FUSION = "with-fusion";

    static final List<String> CASES = List.of(WITHOUT_FUSION, WITH_FUSION);

    private static final int SAMPLES = 600;
    private static final int SIDE = 224;
    private static final int PAIRS_FUSED =
            3; // per image: its text, a hard negative text, and its text with a hard negative image

    List<BenchmarkRow> run() throws Exception {
        Libtorch.useThreads(settings.threads(Libtorch.threads()));
        TrainingData data = data();
        List<BenchmarkRow> rows = new ArrayList<>();
        for (String each : CASES) {
            if (settings.wants(each, true)) {
                rows.addAll(compare(each, data));
            }
        }
        return rows;
    }

    private List<BenchmarkRow> compare(String name, TrainingData data) throws Exception {
        List<String> changes = new ArrayList<>();
        if (name.equals(WITHOUT_FUSION)) {
            changes.addAll(List.of("model.fusion.enabled=false", "objective.matching_weight=0"));
        }
        int epochs = settings.repeat(1);
        settings.progress().say("cache: %s, computed in each epoch".formatted(name));
        Run computed = run(changes, false, epochs, data);
        settings.progress().say("cache: %s, from the cache".formatted(name));
        Run cached = run(changes, true, epochs + 2, data);
        double difference = 0;
        for (int step = 0; step < computed.losses().length; step++) {
            difference = Math.max(difference, Math.abs(computed.losses()[step] - cached.losses()[step]));
        }
        return List.of(computed.row(name + "-computed", data, null), cached.row(name + "-cached", data, difference));
    }

    private TrainingData data() {
        Path folder = settings.data();
        Pairs pairs = folder == null
                ? Scenes.generate(new SceneOptions(0, settings.samples(SAMPLES), 0, 0, SIDE, 1, 0.3))
                        .training()
                        .pairs()
                : DataSets.read(DataLocation.of(folder)).pairs().first(settings.samples(Integer.MAX_VALUE));
        return new TrainingData(pairs, pairs.first(2), pairs.first(2));
    }

    /// @param losses losses of all steps of all epochs
    @SuppressWarnings("ArrayRecordComponent")
    private record Run(
            double[] losses,
            double milliseconds,
            double rooflinePerSecond,
            @Nullable Long peakResidentBytes) {

        BenchmarkRow row(String name, TrainingData data, @Nullable Double difference) {
            double perSecond = data.training().images().size() * 1e3 / milliseconds;
            return new BenchmarkRow(
                    name, milliseconds, perSecond, rooflinePerSecond, peakResidentBytes, difference, Map.of());
        }
    }

    private Run run(List<String> changes, boolean cache, int epochs, TrainingData data) throws Exception {
        PeakMemory.reset();
        double before = Roofline.flops(Precision.FP32);
        List<String> all = new ArrayList<>(changes);
        all.add("train.cache.enabled=" + cache);
        all.add("train.epochs=1000"); // the schedule of a long run: both runs step alike
        Recipe recipe = Recipes.read("consistency.yaml", all);
        try (TemporaryFolder folder = TemporaryFolder.create();
                var _ = TensorScope.open()) { // owns model and moments
            TrainingSteps steps = TrainingSteps.of(recipe, data, folder.path(), settings.progress());
            List<Double> losses = new ArrayList<>();
            List<int[]> lengths = new ArrayList<>();
            double[] times = new double[epochs];
            for (int epoch = 0; epoch < epochs; epoch++) {
                int number = epoch;
                times[epoch] = Stopwatch.milliseconds(() -> {
                    try (BatchStream<Batch> batches = steps.batches(number)) {
                        while (batches.hasNext()) {
                            try (Batch batch = batches.next()) {
                                losses.add(steps.take(batch));
                                lengths.add(CaptionLengths.of(batch.texts()));
                            }
                        }
                    }
                });
            }
            Long peak = PeakMemory.bytes();
            double flops = flops(
                    steps.model(), lengths.stream().flatMapToInt(Arrays::stream).toArray());
            double roofline = Math.max(before, Roofline.flops(Precision.FP32)) / flops;
            return new Run(
                    losses.stream().mapToDouble(Double::doubleValue).toArray(),
                    Stopwatch.median(cache ? Arrays.copyOfRange(times, 1, epochs) : times),
                    roofline,
                    peak);
        }
    }

    // Per sample: both encoders forward, and the trained parts backward at twice the cost.
    private static double flops(ImageTextModel model, int[] lengths) {
        DualEncoder encoder = model.encoder();
        VisionConfig vision = encoder.vision().config();
        TextConfig text = encoder.text().config();
        double projections =
                UsefulFlops.projections(vision, text, encoder.config().projection());
        double flops = UsefulFlops.vision(vision)
                + UsefulFlops.text(text, lengths)
                + 2 * UsefulFlops.visionBlock(vision)
                + 3 * projections;
        CrossAttentionFusion fusion = model.fusion();
        if (fusion != null) {
            double textTokens = Arrays.stream(lengths).average().orElse(0);
            flops += 3 * PAIRS_FUSED * UsefulFlops.fusion(fusion.config(), vision.tokens(), textTokens);
        }
        return flops;
    }
}
