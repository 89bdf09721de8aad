package dev.diptych.train.internal.step;

import dev.diptych.torch.Gradients;
import dev.diptych.torch.Operators;
import dev.diptych.torch.Precision;
import dev.diptych.torch.TensorScope;
import dev.diptych.torch.Tensors;
import dev.diptych.train.objective.Features;
import dev.diptych.train.objective.Pairing;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Geometry of the embeddings of a batch, of at most 128 images and texts, and the texts that a row
/// is compared with.
///
/// @param image geometry of the image embeddings
/// @param text geometry of the text embeddings, without hard negatives
/// @param distinctTexts share (0 to 1) of different texts among those with an image
/// @param negatives mean number of texts that are not positives of an image
/// @param uniformLoss the contrastive loss if all candidates had the same score: ½(ln N + ln M) for
///     N images and M texts
public record EmbeddingStatistics(
        Modality image, Modality text, double distinctTexts, double negatives, double uniformLoss) {

    private static final int MOST = 128;

    /// @param cosine mean cosine of pairs of different images, or of texts of different images
    /// @param uniformity ln of the mean of exp(−2‖x−y‖²) over these pairs (Wang and Isola, 2020)
    /// @param effectiveRank participation ratio of the eigenvalues λ of the covariance: (Σλ)² / Σλ²
    public record Modality(double cosine, double uniformity, double effectiveRank) {}

    /// Nothing depends on the number of threads; no gradient is recorded.
    static EmbeddingStatistics of(Features features) {
        Pairing pairing = features.pairing();
        int[] imageOfText = pairing.imageOfText();
        int[] texts = IntStream.range(0, pairing.texts())
                .filter(text -> imageOfText[text] >= 0)
                .toArray();
        int images = pairing.images();
        int[] distinct = Arrays.stream(texts)
                .map(text -> pairing.captionGroup()[text])
                .sorted()
                .distinct()
                .toArray();
        try (var _ = TensorScope.open();
                var _ = Precision.FP32.enter();
                var _ = Gradients.disabled()) {
            int shownImages = Math.min(MOST, images);
            Modality image = space(
                    features.image().narrow(0, 0, shownImages),
                    IntStream.range(0, shownImages).toArray());
            int[] shown = Arrays.copyOf(texts, Math.min(MOST, texts.length));
            Modality text = space(
                    Operators.select(features.text(), 0, Tensors.index(shown)),
                    Arrays.stream(shown).map(each -> imageOfText[each]).toArray());
            return new EmbeddingStatistics(
                    image,
                    text,
                    (double) distinct.length / Math.max(1, texts.length),
                    negatives(pairing),
                    (Math.log(images) + Math.log(pairing.texts())) / 2);
        }
    }

    private static double negatives(Pairing pairing) {
        int[] imageOfText = pairing.imageOfText();
        int[] group = pairing.captionGroup();
        int groups = 1 + Arrays.stream(group).max().orElse(0);
        int[] sizes = new int[groups];
        Arrays.stream(group).forEach(each -> sizes[each]++);
        // The positives of an image are all texts of the groups of its own texts.
        Set<Long> seen = new HashSet<>();
        long positives = 0;
        for (int text = 0; text < group.length; text++) {
            if (imageOfText[text] >= 0 && seen.add((long) imageOfText[text] * groups + group[text])) {
                positives += sizes[group[text]];
            }
        }
        return group.length - (double) positives / pairing.images();
    }

    /// @param owner equal numbers for embeddings that are no pair
    private static Modality space(Tensor embeddings, int[] owner) {
        int count = owner.length; // R
        float[] cosines = Tensors.floats(embeddings.matmul(embeddings.t())); // [R, R]
        double sum = 0;
        double potential = 0;
        long pairs = 0;
        double[] means = new double[count];
        double mean = 0;
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double cosine = cosines[a * count + b];
                means[a] += cosine / count;
                if (owner[a] != owner[b]) {
                    sum += cosine;
                    potential += Math.exp(4 * cosine - 4); // −2‖x−y‖² = 4x·y − 4
                    pairs++;
                }
            }
            mean += means[a] / count;
        }
        double trace = 0;
        double squares = 0;
        for (int a = 0; a < count; a++) {
            for (int b = 0; b < count; b++) {
                double centred = cosines[a * count + b] - means[a] - means[b] + mean;
                squares += centred * centred;
                trace += a == b ? centred : 0;
            }
        }
        return new Modality(sum / pairs, Math.log(potential / pairs), trace * trace / squares);
    }
}
