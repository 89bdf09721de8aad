package dev.diptych.report.html;

import java.util.LinkedHashMap;
import java.util.Map;

/// Label and explanation of a metric for readers who are not specialists.
///
/// @param explanation a sentence; empty for an unknown metric
public record MetricDescription(String label, String unit, Better better, String explanation) {

    /// Which direction is an improvement.
    enum Better {
        HIGHER,
        LOWER,
        NEITHER
    }

    private static final String GUARD = "guard.";
    private static final Map<String, MetricDescription> KNOWN = known();

    /// The description of a metric by its dotted name; an unknown metric gets its name as label.
    public static MetricDescription of(String name) {
        MetricDescription known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        if (name.startsWith(GUARD)) {
            return of(name.substring(GUARD.length()));
        }
        MetricDescription ranking = RankingDescriptions.of(name);
        if (ranking != null) {
            return ranking;
        }
        MetricDescription ofData = DataDescriptions.of(name);
        if (ofData != null) {
            return ofData;
        }
        String last = name.substring(name.lastIndexOf('.') + 1).replace('_', ' ');
        if (name.equals("matching.queries") || name.equals("compositional.queries")) {
            return new MetricDescription("Pairs", "", Better.NEITHER, "Number of pairs that are classified.");
        }
        if (name.startsWith("compositional.")) {
            return new MetricDescription(
                    "Accuracy, " + last + " swapped",
                    "%",
                    Better.HIGHER,
                    "How often the true caption scores higher than the same caption with a swapped %s. Ties count as wrong; chance is 50."
                            .formatted(last));
        }
        return new MetricDescription(Character.toUpperCase(last.charAt(0)) + last.substring(1), "", Better.NEITHER, "");
    }

    /// Whether a smaller value is an improvement.
    public boolean isLowerBetter() {
        return better == Better.LOWER;
    }

    /// The heading for metrics with this first word.
    public static String group(String name) {
        String first = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        return switch (first) {
            case "retrieval" -> "Retrieval: ranking all candidates";
            case "relevance" -> "Retrieval by judgements of relevance";
            case "consistency" -> "Consistency: geometry of the embedding space";
            case "matching" -> "Matching: does this text match this image?";
            case "compositional" -> "Composition: attributes and relations";
            case "zero_shot" -> "Zero-shot classification: class names as prompts";
            case "linear_probe" -> "Linear probe: quality of the image features";
            case "judgements" -> "Human ratings: agreement with the model";
            case "calibration" -> "Calibration: probability of a match by score";
            case "guard" -> "Retention check: capability of the starting model";
            case "loss" -> "Loss on held-out data";
            case "captions" -> "Captions: what the text encoder reads";
            case "train" -> "Training";
            default ->
                Character.toUpperCase(first.charAt(0)) + first.substring(1).replace('_', ' ');
        };
    }

    private static Map<String, MetricDescription> known() {
        Map<String, MetricDescription> known = new LinkedHashMap<>();
        for (int k : new int[] {1, 5, 10}) {
            String first = k == 1 ? "ranks first" : "is among the first " + k;
            higher(
                    known,
                    "retrieval.text_to_image.r" + k,
                    "R@" + k + ", text to image",
                    "%",
                    "Percentage of captions whose image " + first + " among all images.");
            higher(
                    known,
                    "retrieval.image_to_text.r" + k,
                    "R@" + k + ", image to text",
                    "%",
                    "Percentage of images for which one of their captions " + first + " among all captions.");
        }
        lower(
                known,
                "retrieval.text_to_image.median_rank",
                "Median rank, text to image",
                "Half of the captions rank their image at this position or better. 1 is perfect.");
        lower(
                known,
                "retrieval.image_to_text.median_rank",
                "Median rank, image to text",
                "Half of the images rank one of their captions at this position or better. 1 is perfect.");
        lower(
                known,
                "consistency.alignment",
                "Alignment",
                "Mean squared distance between the embeddings of an image and its caption: 0 if identical, 2 if unrelated.");
        lower(
                known,
                "consistency.uniformity",
                "Uniformity",
                "How evenly the embeddings are distributed. 0 if all are equal; near −4 if well distributed.");
        lower(
                known,
                "consistency.modality_gap",
                "Modality gap",
                "Distance between the mean image embedding and the mean caption embedding. 0 if there is no gap.");
        lower(
                known,
                "consistency.cyclic_in_modal",
                "Cyclic residual, in-modal",
                "Difference between the similarity of two images and the similarity of their captions. 0 is consistent.");
        lower(
                known,
                "consistency.cyclic_cross_modal",
                "Cyclic residual, cross-modal",
                "Difference between the similarities of image A with caption B and of image B with caption A. 0 is consistent.");
        higher(
                known,
                "consistency.positive_cosine",
                "Cosine of matching pairs",
                "",
                "Mean similarity of an image and its caption, from −1 to 1.");
        lower(
                known,
                "consistency.negative_cosine",
                "Cosine of non-matching pairs",
                "Mean similarity of an image and captions of other images. The difference from matching pairs is what counts.");
        higher(
                known,
                "matching.accuracy",
                "Matching accuracy",
                "%",
                "How often pairs are classified correctly as matching or not matching. Chance is 50.");
        higher(
                known,
                "matching.auc",
                "Matching, area under the ROC curve",
                "",
                "Probability that a matching pair scores higher than a non-matching one. Chance is 0.5, perfect is 1.");
        higher(
                known,
                "compositional.overall",
                "Accuracy, all swaps",
                "%",
                "How often the true caption scores higher than a hard negative caption. Ties count as wrong; chance is 50.");
        lower(
                known,
                "train.loss",
                "Final training loss",
                "Loss at the end of training. Comparable only between runs with the same objective and batch size.");
        higher(
                known,
                "train.samples_per_second",
                "Throughput",
                "samples/s",
                "Training images per second of wall-clock time, including waiting for data, excluding validation and checkpoints.");
        neither(
                known,
                "train.seconds",
                "Duration",
                "s",
                "Wall-clock time of training, validation and checkpoints, including resumed parts.");
        lower(
                known,
                "train.share.data_wait",
                "Time waiting for data",
                "%",
                "Share of the wall-clock time spent waiting for the next batch.");
        neither(
                known,
                "train.share.step",
                "Time in steps",
                "%",
                "Share of the wall-clock time spent on training steps.");
        neither(
                known,
                "train.share.validation",
                "Time in validation",
                "%",
                "Share of the wall-clock time spent on evaluations.");
        neither(
                known,
                "train.share.checkpoint",
                "Time in checkpoints",
                "%",
                "Share of the wall-clock time spent on saving checkpoints and the best model.");
        neither(known, "train.steps", "Steps", "", "Number of parameter updates.");
        neither(known, "train.best_epoch", "Best epoch", "", "Epoch of the saved model, selected on validation data.");
        lower(
                known,
                "train.lowest_validation_loss",
                "Lowest validation loss",
                "Lowest loss on validation data after an epoch. Comparable only between runs with the same objective and batch size.");
        neither(
                known,
                "train.lowest_validation_loss_epoch",
                "Epoch of the lowest validation loss",
                "",
                "An epoch before the best one means that the ranking still improves while the loss does not.");
        neither(
                known,
                "train.unreadable_images",
                "Unreadable images",
                "",
                "Training images that could not be read and were skipped.");
        SuiteMetrics.put(known);
        return Map.copyOf(known);
    }

    static void higher(
            Map<String, MetricDescription> known, String name, String label, String unit, String explanation) {
        known.put(name, new MetricDescription(label, unit, Better.HIGHER, explanation));
    }

    static void lower(Map<String, MetricDescription> known, String name, String label, String explanation) {
        lower(known, name, label, "", explanation);
    }

    static void lower(
            Map<String, MetricDescription> known, String name, String label, String unit, String explanation) {
        known.put(name, new MetricDescription(label, unit, Better.LOWER, explanation));
    }

    static void neither(
            Map<String, MetricDescription> known, String name, String label, String unit, String explanation) {
        known.put(name, new MetricDescription(label, unit, Better.NEITHER, explanation));
    }
}
