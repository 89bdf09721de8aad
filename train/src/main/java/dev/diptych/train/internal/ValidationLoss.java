package dev.diptych.train.internal;

import dev.diptych.base.RandomKey;
import dev.diptych.evaluate.EmbeddingMetrics;
import dev.diptych.evaluate.retrieval.Embeddings;
import dev.diptych.report.LogEntry;
import dev.diptych.report.Metrics;
import dev.diptych.torch.Operators;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Objective;
import dev.diptych.train.objective.Pairing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The loss on validation data, from the embeddings of the validation: the mean over batches of as many images as in
/// training, each with one of its captions, without augmentation, dropout and hard negative captions. The batches are
/// the same in every epoch.
///
/// @param objective a loss that requires only embeddings
/// @param logitScale that of the evaluated model, a scalar
/// @param batch number of images of a batch; fewer if there are not so many
/// @param key random key of batches and captions
public record ValidationLoss(Objective objective, Tensor logitScale, int batch, RandomKey key)
        implements EmbeddingMetrics {

    private static final String PREFIX = "loss.";
    private static final String TOTAL = "total";
    private static final String BATCH = "batch";

    /// The weighted sum of the terms of such a loss: `loss.total`, or the only term.
    public static OptionalDouble total(Metrics metrics) {
        OptionalDouble total = metrics.get(PREFIX + TOTAL);
        return total.isPresent()
                ? total
                : metrics.values().entrySet().stream()
                        .filter(each -> isTerm(each.getKey()))
                        .mapToDouble(Map.Entry::getValue)
                        .findFirst();
    }

    /// `train.lowest_validation_loss` and `train.lowest_validation_loss_epoch`; none if no validation has a loss. The
    /// epoch need not be the one that the selection metric chooses.
    ///
    /// @param log entries of the run
    public static Metrics lowest(List<LogEntry> log) {
        double lowest = Double.POSITIVE_INFINITY;
        int epoch = 0;
        for (LogEntry entry : log) {
            if (entry instanceof LogEntry.Validation validation && validation.epoch() > 0) {
                double loss = total(validation.metrics()).orElse(Double.NaN);
                if (loss < lowest) {
                    lowest = loss;
                    epoch = validation.epoch();
                }
            }
        }
        return epoch == 0
                ? Metrics.none()
                : Metrics.none()
                        .with("train.lowest_validation_loss", lowest)
                        .with("train.lowest_validation_loss_epoch", epoch);
    }

    /// Whether a metric is a term of the loss.
    public static boolean isTerm(String name) {
        return name.startsWith(PREFIX) && !name.equals(PREFIX + TOTAL) && !name.equals(PREFIX + BATCH);
    }

    /// The name of a term in the log of the steps.
    public static String term(String name) {
        return name.substring(PREFIX.length());
    }

    /// @return `loss.TERM` for each term, unweighted; `loss.total` if there are several; `loss.batch`
    @Override
    public Map<String, Double> of(Embeddings embeddings) {
        int[][] captions = captionsByImage(embeddings);
        int[] images = IntStream.range(0, captions.length)
                .filter(image -> captions[image].length > 0)
                .toArray();
        if (images.length == 0) {
            return Map.of();
        }
        shuffle(images, key.with("images").generator());
        RandomGenerator random = key.with("captions").generator();
        int size = Math.min(batch, images.length);
        int batches = images.length / size;
        Map<String, Double> sums = new LinkedHashMap<>();
        double total = 0;
        for (int b = 0; b < batches; b++) {
            int[] chosen = Arrays.copyOfRange(images, b * size, (b + 1) * size);
            int[] texts = Arrays.stream(chosen)
                    .map(image -> captions[image][random.nextInt(captions[image].length)])
                    .toArray();
            try (var _ = TensorScope.open()) {
                Objective.Terms terms = objective.compute(features(embeddings, chosen, texts, b));
                total += Tensors.item(terms.total()) / batches;
                terms.named().forEach((name, term) -> sums.merge(PREFIX + name, Tensors.item(term), Double::sum));
            }
        }
        Map<String, Double> values = new LinkedHashMap<>();
        sums.forEach((name, sum) -> values.put(name, sum / batches));
        if (sums.size() > 1) {
            values.put(PREFIX + TOTAL, total);
        }
        values.put(PREFIX + BATCH, (double) size);
        return values;
    }

    private Features features(Embeddings embeddings, int[] images, int[] texts, int number) {
        int[] groups =
                Arrays.stream(texts).map(text -> embeddings.groupOfText()[text]).toArray();
        return new Features(
                Operators.select(embeddings.image(), 0, Tensors.index(images)), // [N, P]
                Operators.select(embeddings.text(), 0, Tensors.index(texts)), // [N, P]
                new Pairing(images.length, IntStream.range(0, images.length).toArray(), groups),
                logitScale,
                null,
                key.with(number));
    }

    private static int[][] captionsByImage(Embeddings embeddings) {
        int[] counts = new int[embeddings.images()];
        for (int image : embeddings.imageOfText()) {
            counts[image]++;
        }
        int[][] captions = new int[counts.length][];
        Arrays.setAll(captions, image -> new int[counts[image]]);
        for (int text = embeddings.texts() - 1; text >= 0; text--) {
            int image = embeddings.imageOfText()[text];
            captions[image][--counts[image]] = text;
        }
        return captions;
    }

    private static void shuffle(int[] values, RandomGenerator random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
