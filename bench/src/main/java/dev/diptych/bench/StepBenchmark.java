package dev.diptych.bench;

import dev.diptych.bench.data.CaptionLengths;
import dev.diptych.bench.data.SyntheticPairs;
import dev.diptych.data.Pairs;
import dev.diptych.data.batch.Batch;
import dev.diptych.data.batch.BatchStream;
import dev.diptych.model.DualEncoder;
import dev.diptych.model.TextConfig;
import dev.diptych.model.VisionConfig;
import dev.diptych.torch.Libtorch;
import dev.diptych.torch.TensorScope;
import dev.diptych.train.TrainingData;
import dev.diptych.train.TrainingSteps;
import dev.diptych.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A training step of the trainer: encode, loss, gradients, update. Batches are prepared in advance; [DataBenchmark]
/// measures reading.
record StepBenchmark(BenchmarkSettings settings) {

    private static final int BATCHES = 2;
    private static final int WARM_UP = 2;
    private static final int REPEAT = 5;

    List<BenchmarkRow> run() throws Exception {
        Libtorch.useThreads(settings.threads(Libtorch.threads()));
        int[] real = CaptionLengths.real(settings.data());
        List<BenchmarkRow> rows = new ArrayList<>();
        for (StepCase each : StepCase.values()) {
            if (settings.wants(each.title(), !each.isLong())) {
                settings.progress().say("step: " + each.title());
                rows.add(row(each, each.isFixed() ? CaptionLengths.fixed() : real));
            }
        }
        return rows;
    }

    private BenchmarkRow row(StepCase each, int[] lengths) throws Exception {
        PeakMemory.reset();
        double before = Roofline.flops(each.precision());
        try (TemporaryFolder folder = TemporaryFolder.create();
                var _ = TensorScope.open()) { // owns model and moments
            int vocabulary = each.size().vocabulary();
            SyntheticPairs.writeVocabulary(folder.path(), vocabulary);
            List<String> all = new ArrayList<>(each.settings());
            all.add(Recipes.path("model.text.vocabulary.from", folder.path()));
            Recipe recipe = Recipes.read(each.size().recipe(), all);
            int count = each.batch() * (each.isLong() ? 1 : BATCHES);
            Pairs pairs = SyntheticPairs.of(count, each.size().side(), lengths, vocabulary);
            TrainingSteps steps =
                    TrainingSteps.of(recipe, new TrainingData(pairs, pairs, pairs), folder.path(), settings.progress());
            List<Batch> batches = new ArrayList<>();
            try (BatchStream<Batch> stream = steps.batches(0)) {
                stream.forEachRemaining(batches::add);
            }
            double flops = flops(steps.model().encoder(), batches);
            int[] next = {0};
            double milliseconds = Stopwatch.medianMilliseconds(
                    each.isLong() ? 0 : WARM_UP, // a step of many chunks needs no warm-up
                    settings.repeat(each.isLong() ? 1 : REPEAT),
                    () -> steps.take(batches.get(next[0]++ % batches.size())));
            Long peak = PeakMemory.bytes();
            batches.forEach(Batch::close);
            double roofline = Math.max(before, Roofline.flops(each.precision()));
            return new BenchmarkRow(
                    each.title(), milliseconds, each.batch() * 1e3 / milliseconds, roofline / flops, peak);
        }
    }

    // Per sample, forward and backward, which costs twice as much.
    private static double flops(DualEncoder model, List<Batch> batches) {
        VisionConfig vision = model.vision().config();
        TextConfig text = model.text().config();
        int[] lengths = batches.stream()
                .flatMapToInt(batch -> Arrays.stream(CaptionLengths.of(batch.texts())))
                .toArray();
        return 3
                * (UsefulFlops.vision(vision)
                        + UsefulFlops.text(text, lengths)
                        + UsefulFlops.projections(vision, text, model.config().projection()));
    }
}
