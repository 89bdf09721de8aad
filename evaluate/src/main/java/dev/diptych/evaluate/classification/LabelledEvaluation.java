package dev.diptych.evaluate.classification;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.RandomKey;
import dev.diptych.data.LabelledImages;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.comparison.QueryResults;
import dev.diptych.evaluate.detail.ClassTable;
import dev.diptych.evaluate.retrieval.Embedder;
import dev.diptych.torch.Gradients;
import dev.diptych.torch.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Metrics of a model on labelled images: zero-shot classification and linear probe. Images are
/// encoded once.
///
/// @param values the metrics by their names in `metrics.json`, in a fixed order
/// @param classes zero-shot classification by class; null if it was not requested
/// @param skipped images that could not be read
/// @param queries the results image by image, for comparison with another model
public record LabelledEvaluation(
        Map<String, Double> values,
        @Nullable ClassTable classes,
        List<SkippedImages.Skipped> skipped,
        QueryResults queries) {

    /// Options of the evaluation.
    ///
    /// @param zeroShot prompts for zero-shot classification; null for none
    /// @param linearProbe whether to fit a linear probe
    /// @param probeTraining training data of the probe; null for a part of the evaluated images
    /// @param everyQuarter without `probeTraining`, whether each quarter of the images is tested with a
    ///     probe trained on the rest, so that all of them count; otherwise only one quarter is tested
    /// @param seed seed of splits and of the bootstrap
    public record Settings(
            @Nullable PromptTemplates zeroShot,
            boolean linearProbe,
            @Nullable LabelledImages probeTraining,
            boolean everyQuarter,
            long seed) {}

    private static final String ZERO_SHOT = "zero_shot";
    private static final String PROBE = "linear_probe";

    /// @throws InvalidInputException if the probe has too few images, or its training classes differ
    public static LabelledEvaluation of(Embedder embedder, LabelledImages labelled, Settings settings) {
        RandomKey key = RandomKey.of(settings.seed());
        try (var _ = TensorScope.open();
                var _ = Gradients.disabled()) {
            ImageFeatures features = ImageFeatures.of(embedder, labelled.pairs());
            LabelledImages readable = labelled.select(features.images());
            Map<String, Double> values = new LinkedHashMap<>();
            List<SkippedImages.Skipped> skipped = new ArrayList<>(features.skipped());
            @Nullable ClassTable table = null;
            QueryResults queries = QueryResults.none();
            PromptTemplates templates = settings.zeroShot();
            if (templates != null) {
                Tensor classes = ZeroShot.classEmbeddings(embedder, readable.classes(), templates); // [C, P]
                table = ClassTable.of(
                        readable, templates.templates(), ZeroShot.predictions(features.embeddings(), classes));
                ClassificationResult result = ZeroShot.evaluate(features.embeddings(), classes, readable.labels());
                values.putAll(result.values(ZERO_SHOT, key.with("zero-shot")));
                queries = queries.plus(QueryResults.of(readable.digest(), result.samples(ZERO_SHOT)));
            }
            if (settings.linearProbe()) {
                LabelledImages training = settings.probeTraining();
                Probed probed = training == null
                        ? probeWithin(features, readable, settings.everyQuarter(), key)
                        : probe(embedder, features, readable, training, key, skipped);
                values.putAll(probed.values());
                queries = queries.plus(probed.queries());
            }
            return new LabelledEvaluation(values, table, skipped, queries);
        }
    }

    private record Probed(Map<String, Double> values, QueryResults queries) {}

    private static Probed probeWithin(
            ImageFeatures features, LabelledImages readable, boolean everyQuarter, RandomKey key) {
        RandomKey splits = key.with("probe");
        var all = new LinearProbe.Examples(features.pooled(), readable.labels());
        int classes = readable.classes().size();
        if (!everyQuarter) {
            StratifiedSplit split = StratifiedSplit.of(readable, true, splits);
            return probed(evaluate(all, split, classes), split, readable, key);
        }
        List<StratifiedSplit> quarters = StratifiedSplit.quarters(readable, splits);
        int[] ranks = new int[readable.labels().length];
        for (StratifiedSplit split : quarters) {
            int[] measured = evaluate(all, split, classes).result().ranks();
            for (int i = 0; i < measured.length; i++) {
                ranks[split.test()[i]] = measured[i];
            }
        }
        var result = new ClassificationResult(ranks, readable.labels(), classes);
        Map<String, Double> values = result.values(PROBE, key.with("linear probe"));
        values.put(PROBE + ".test_images", (double) ranks.length);
        return new Probed(values, QueryResults.of(readable.digest(), result.samples(PROBE)));
    }

    private static LinearProbe.Result evaluate(LinearProbe.Examples all, StratifiedSplit split, int classes) {
        return LinearProbe.evaluate(
                all.select(split.training()), all.select(split.validation()), all.select(split.test()), classes);
    }

    private static Probed probe(
            Embedder embedder,
            ImageFeatures features,
            LabelledImages readable,
            LabelledImages training,
            RandomKey key,
            List<SkippedImages.Skipped> skipped) {
        ImageFeatures learned = ImageFeatures.of(embedder, training.pairs());
        skipped.addAll(learned.skipped());
        LabelledImages learnable = sameClasses(training.select(learned.images()), readable.classes());
        StratifiedSplit split = StratifiedSplit.of(learnable, false, key.with("probe"));
        var all = new LinearProbe.Examples(learned.pooled(), learnable.labels());
        var test = new LinearProbe.Examples(features.pooled(), readable.labels());
        int[] tested = IntStream.range(0, readable.labels().length).toArray();
        return probed(
                LinearProbe.evaluate(
                        all.select(split.training()),
                        all.select(split.validation()),
                        test,
                        readable.classes().size()),
                new StratifiedSplit(split.training(), split.validation(), tested),
                readable,
                key);
    }

    private static LabelledImages sameClasses(LabelledImages training, List<String> classes) {
        int[] labels = Arrays.stream(training.labels())
                .map(label -> classes.indexOf(training.classes().get(label)))
                .toArray();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0) {
                throw new InvalidInputException(
                        "the training data of the linear probe contain the class \"%s\", but the test data do not; both require the same classes"
                                .formatted(training.classes().get(training.labels()[i])));
            }
        }
        return new LabelledImages(training.images(), labels, classes);
    }

    private static Probed probed(
            LinearProbe.Result result, StratifiedSplit split, LabelledImages readable, RandomKey key) {
        Map<String, Double> values = result.result().values(PROBE, key.with("linear probe"));
        values.put(PROBE + ".l2", result.l2());
        values.put(PROBE + ".training_images", (double) split.training().length + split.validation().length);
        values.put(PROBE + ".test_images", (double) split.test().length);
        String tested = readable.select(split.test()).digest();
        return new Probed(values, QueryResults.of(tested, result.result().samples(PROBE)));
    }
}
