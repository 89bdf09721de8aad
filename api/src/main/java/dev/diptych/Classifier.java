package dev.diptych;

import dev.diptych.base.CancellationToken;
import dev.diptych.base.InvalidInputException;
import dev.diptych.base.ProgressListener;
import dev.diptych.data.FileImage;
import dev.diptych.data.ImageItem;
import dev.diptych.data.Pairs;
import dev.diptych.data.SkippedImages;
import dev.diptych.evaluate.classification.LabelProbabilities;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Assigns images to labels by zero-shot classification: see [Diptych#classifier]. Safe for
/// concurrent use, as long as its model is open.
public final class Classifier {

    private final Images images;
    private final List<String> labels;
    private final float[][] embeddings;
    private final LabelProbabilities rule;

    /// Encodes the images of a data set and passes each embedding on.
    @FunctionalInterface
    interface Images {
        List<SkippedImages.Skipped> each(
                Pairs pairs, Embedded action, ProgressListener progress, CancellationToken cancellation);
    }

    @FunctionalInterface
    interface Embedded {
        void accept(String image, float[] embedding);
    }

    /// @param embeddings `[labels][P]`, each of length 1
    Classifier(Images images, List<String> labels, float[][] embeddings, LabelProbabilities rule) {
        this.images = images;
        this.labels = labels;
        this.embeddings = embeddings;
        this.rule = rule;
    }

    /// The labels, in order.
    public List<String> labels() {
        return labels;
    }

    /// Classifies an image file.
    ///
    /// @throws InvalidInputException if it cannot be read
    public Classification classify(Path image) {
        var pairs = new Pairs(List.of(new ImageItem(image.toString(), new FileImage(image))), List.of(), List.of());
        Classification[] result = new Classification[1];
        List<SkippedImages.Skipped> skipped =
                classify(pairs, each -> result[0] = each, ProgressListener.nobody(), new CancellationToken());
        if (!skipped.isEmpty()) {
            throw new InvalidInputException(image + ": " + skipped.getFirst().reason());
        }
        return result[0];
    }

    /// Classifies the images of a data set, in order, in bounded memory.
    ///
    /// @param results receives each result, on the thread of the model
    /// @param progress notified before each batch
    /// @param cancellation ends the work between two batches
    /// @return images that could not be read
    public List<SkippedImages.Skipped> classify(
            Pairs pairs, Consumer<Classification> results, ProgressListener progress, CancellationToken cancellation) {
        return images.each(
                pairs, (image, embedding) -> results.accept(classification(image, embedding)), progress, cancellation);
    }

    private Classification classification(String image, float[] embedding) {
        double[] cosines = new double[labels.size()];
        int best = 0;
        for (int label = 0; label < cosines.length; label++) {
            cosines[label] = Vectors.product(embedding, embeddings[label]);
            best = cosines[label] > cosines[best] ? label : best;
        }
        double[] probabilities = rule.of(cosines);
        SequencedMap<String, Double> byLabel = new LinkedHashMap<>();
        double none = rule.other() ? 1 : 0;
        for (int label = 0; label < probabilities.length; label++) {
            byLabel.put(labels.get(label), probabilities[label]);
            none -= rule.other() ? probabilities[label] : 0;
        }
        return none > probabilities[best]
                ? new Classification(image, null, none, byLabel)
                : new Classification(image, labels.get(best), probabilities[best], byLabel);
    }
}
