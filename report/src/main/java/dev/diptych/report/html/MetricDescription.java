package dev.diptych.report.html;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a figure is called and means, in words that need no training in the field.
///
/// @param explanation a sentence; empty for a figure that this list does not know
public record MetricDescription(String label, String unit, Better better, String explanation) {

    /// Which way a figure should go.
    enum Better {
        HIGHER,
        LOWER,
        NEITHER
    }

    private static final String GUARD = "guard.";
    private static final Map<String, MetricDescription> KNOWN = known();

    /// The measure of a figure's dotted name; one named after it where it is unknown.
    public static MetricDescription of(String name) {
        MetricDescription known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        if (name.startsWith(GUARD)) {
            return of(name.substring(GUARD.length()));
        }
        String last = name.substring(name.lastIndexOf('.') + 1).replace('_', ' ');
        if (name.startsWith("compositional.")) {
            return new MetricDescription(
                    "Right caption chosen, " + last + " swapped",
                    "%",
                    Better.HIGHER,
                    "How often the true caption scores above the same caption with a swapped %s. A tie is wrong; chance is 50."
                            .formatted(last));
        }
        return new MetricDescription(Character.toUpperCase(last.charAt(0)) + last.substring(1), "", Better.NEITHER, "");
    }

    /// The heading that figures with this first word stand under.
    static String group(String name) {
        String first = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        return switch (first) {
            case "retrieval" -> "Retrieval: finding the partner among all candidates";
            case "consistency" -> "Consistency: the shape of the shared space";
            case "matching" -> "Matching: does this text belong to this image?";
            case "compositional" -> "Composition: who is where, and of which colour";
            case "zero_shot" -> "Zero-shot classification: naming what an image shows";
            case "linear_probe" -> "Linear probe: what the image features hold";
            case "judgements" -> "Judgements: do model and people agree?";
            case "calibration" -> "Calibration: what a score means";
            case "guard" -> "Guard: what the starting model could do";
            case "train" -> "Training";
            default ->
                Character.toUpperCase(first.charAt(0)) + first.substring(1).replace('_', ' ');
        };
    }

    private static Map<String, MetricDescription> known() {
        Map<String, MetricDescription> known = new LinkedHashMap<>();
        for (int k : new int[] {1, 5, 10}) {
            String first = k == 1 ? "comes first" : "is among the first " + k;
            higher(
                    known,
                    "retrieval.text_to_image.r" + k,
                    "R@" + k + ", text to image",
                    "%",
                    "Of the captions, the share whose own image " + first + " among all images.");
            higher(
                    known,
                    "retrieval.image_to_text.r" + k,
                    "R@" + k + ", image to text",
                    "%",
                    "Of the images, the share for which one of their own captions " + first + " among all captions.");
        }
        lower(
                known,
                "retrieval.text_to_image.median_rank",
                "Median rank, text to image",
                "Half of the captions find their own image at this place or before. 1 is perfect.");
        lower(
                known,
                "retrieval.image_to_text.median_rank",
                "Median rank, image to text",
                "Half of the images find one of their captions at this place or before. 1 is perfect.");
        lower(
                known,
                "consistency.alignment",
                "Alignment",
                "Mean squared distance between an image and its caption in the shared space: 0 is identical, 2 unrelated.");
        lower(
                known,
                "consistency.uniformity",
                "Uniformity",
                "How evenly images and captions spread over the space. 0 is all in one point; near −4 is well spread.");
        lower(
                known,
                "consistency.modality_gap",
                "Modality gap",
                "Distance between the centre of all images and the centre of all captions. 0 when the two mix.");
        lower(
                known,
                "consistency.cyclic_in_modal",
                "Cyclic residual within",
                "How far the likeness of two images differs from the likeness of their two captions. 0 is consistent.");
        lower(
                known,
                "consistency.cyclic_cross_modal",
                "Cyclic residual across",
                "How far \"image A with caption B\" differs from \"image B with caption A\". 0 is consistent.");
        higher(
                known,
                "consistency.positive_cosine",
                "Cosine of true pairs",
                "",
                "Mean similarity of an image and its own caption, from −1 to 1.");
        lower(
                known,
                "consistency.negative_cosine",
                "Cosine of wrong pairs",
                "Mean similarity of an image and captions of other images. What counts is its distance from true pairs.");
        higher(
                known,
                "matching.accuracy",
                "Matching accuracy",
                "%",
                "How often the judgement \"belongs together\" is right, over true and wrong pairs. Chance is 50.");
        higher(
                known,
                "matching.auc",
                "Matching, area under the ROC curve",
                "",
                "Probability that a true pair gets a higher score than a wrong one. Chance is 0.5, perfect 1.");
        higher(
                known,
                "compositional.overall",
                "Right caption chosen, all swaps",
                "%",
                "How often the true caption scores above one with a swapped detail. A tie is wrong; chance is 50.");
        lower(
                known,
                "train.loss",
                "Loss at the end",
                "What training made small. Comparable only between runs of one objective and batch size.");
        higher(
                known,
                "train.samples_per_second",
                "Speed",
                "samples/s",
                "Training images per second of wall-clock time, waiting for data included, validation and checkpoints excluded.");
        neither(
                known,
                "train.seconds",
                "Duration",
                "s",
                "Wall-clock time of training, validation and checkpoints, over all resumes.");
        lower(
                known,
                "train.share.data_wait",
                "Time waiting for data",
                "%",
                "Share of the wall-clock time in which training waited for the next batch.");
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
        neither(known, "train.steps", "Steps", "", "Updates of the parameters.");
        neither(known, "train.best_epoch", "Best epoch", "", "The epoch whose model was kept, by the validation data.");
        neither(
                known,
                "train.unreadable_images",
                "Unreadable images",
                "",
                "Training images that could not be read and were left out.");
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
