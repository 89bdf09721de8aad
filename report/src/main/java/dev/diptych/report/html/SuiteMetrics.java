package dev.diptych.report.html;

import java.util.Map;

/// Descriptions of the metrics that only `evaluate` computes.
final class SuiteMetrics {

    private SuiteMetrics() {}

    static void put(Map<String, MetricDescription> known) {
        stability(known);
        classes(known, "zero_shot", "by prompts with the class names");
        classes(known, "linear_probe", "by a linear classifier on frozen features");
        MetricDescription.neither(
                known,
                "linear_probe.l2",
                "L2 regularisation of the probe",
                "",
                "Weight penalty of the classifier, chosen on validation images; the reciprocal of scikit-learn's C.");
        counts(known);
        judgements(known, "judgements.", "the mean human rating");
        judgements(known, "judgements.pooled.", "each individual rating");
        MetricDescription.neither(known, "judgements.pairs", "Rated pairs", "", "Pairs with human ratings.");
        calibration(known);
        nearness(known);
        MetricDescription.neither(
                known,
                "guard.start",
                "Retention metric at the start",
                "",
                "The retention metric of the starting model.");
        MetricDescription.higher(
                known,
                "guard.kept",
                "Capability retained",
                "%",
                "Retention metric of the best model as a share of the starting model's.");
    }

    private static void nearness(Map<String, MetricDescription> known) {
        String sentence = "Mean cosine between the embedding of %s and that of the starting model: 1 if unchanged.";
        MetricDescription.higher(
                known,
                "embeddings.cosine",
                "Similarity to the starting model",
                "",
                sentence.formatted("an image or text"));
        MetricDescription.higher(
                known, "embeddings.image_cosine", "Similarity of image embeddings", "", sentence.formatted("an image"));
        MetricDescription.higher(
                known, "embeddings.text_cosine", "Similarity of text embeddings", "", sentence.formatted("a text"));
    }

    private static void stability(Map<String, MetricDescription> known) {
        MetricDescription.higher(
                known,
                "consistency.neighbour_agreement",
                "Neighbour agreement",
                "%",
                "Share of the ten nearest images of an image whose captions are among the ten nearest of its caption.");
        MetricDescription.higher(
                known,
                "consistency.paraphrase_stability",
                "Paraphrase stability",
                "%",
                "Share of the ten images retrieved by a caption that another caption of the same image also retrieves.");
        MetricDescription.higher(
                known,
                "consistency.flip_stability",
                "Flip stability",
                "%",
                "Share of the ten captions retrieved by an image that its mirror image also retrieves.");
    }

    private static void classes(Map<String, MetricDescription> known, String suite, String how) {
        MetricDescription.higher(
                known,
                suite + ".top1",
                "Top-1 accuracy",
                "%",
                "Percentage of images that are classified correctly %s. Ties count as wrong.".formatted(how));
        MetricDescription.higher(
                known,
                suite + ".top5",
                "Top-5 accuracy",
                "%",
                "Percentage of images whose class is among the five best, %s.".formatted(how));
        MetricDescription.higher(
                known,
                suite + ".mean_per_class_recall",
                "Mean per-class recall",
                "%",
                "Share of correctly classified images of each class, averaged over the classes.");
    }

    private static void counts(Map<String, MetricDescription> known) {
        MetricDescription.neither(
                known,
                "linear_probe.training_images",
                "Training images",
                "",
                "Images for fitting the probe, including validation.");
        MetricDescription.neither(
                known,
                "linear_probe.test_images",
                "Test images",
                "",
                "Images for testing the probe, none of them used for fitting.");
        MetricDescription.neither(
                known,
                "calibration.fitted_pairs",
                "Fitted pairs",
                "",
                "Pairs of one half of the images for fitting; half of them match.");
        MetricDescription.neither(
                known, "calibration.unseen_pairs", "Test pairs", "", "Pairs of the other half of the images.");
    }

    private static void judgements(Map<String, MetricDescription> known, String prefix, String with) {
        String sentence = "Rank correlation of the cosines with %s: 1 is the same order, 0 no correlation.";
        MetricDescription.higher(known, prefix + "spearman", "Spearman's correlation", "", sentence.formatted(with));
        MetricDescription.higher(known, prefix + "kendall_tau_b", "Kendall's τ-b", "", sentence.formatted(with));
        MetricDescription.higher(known, prefix + "kendall_tau_c", "Kendall's τ-c", "", sentence.formatted(with));
    }

    private static void calibration(Map<String, MetricDescription> known) {
        MetricDescription.lower(
                known,
                "calibration.ece",
                "Expected calibration error",
                "Mean difference between the probability and the frequency of matching pairs. 0 is perfectly calibrated.");
        MetricDescription.lower(
                known,
                "calibration.brier",
                "Brier score",
                "Mean squared error of the probability. 0 is certain and correct; 0.25 results from always answering one half.");
        MetricDescription.neither(
                known,
                "calibration.wanted_precision",
                "Requested precision",
                "%",
                "Share of the pairs above the threshold that should match.");
        MetricDescription.neither(
                known,
                "calibration.threshold",
                "Threshold",
                "",
                "Lowest cosine from which pairs have the requested precision, determined on other pairs.");
        MetricDescription.neither(
                known,
                "calibration.precision",
                "Precision at the threshold",
                "%",
                "Share of unseen pairs above the threshold that match; should match the requested precision.");
        MetricDescription.higher(
                known,
                "calibration.recall",
                "Recall at the threshold",
                "%",
                "Share of matching unseen pairs that are above the threshold.");
        for (String score : new String[] {"cosine", "cosine_and_matching"}) {
            for (String method : new String[] {"platt", "isotonic"}) {
                String by = (method.equals("platt") ? "Platt" : "isotonic") + " on "
                        + (score.equals("cosine") ? "the cosine" : "cosine and matching head");
                MetricDescription.lower(
                        known,
                        "calibration." + score + "." + method + "_ece",
                        "Calibration error, " + by,
                        "Calibration error of this method alone.");
                MetricDescription.lower(
                        known,
                        "calibration." + score + "." + method + "_brier",
                        "Brier score, " + by,
                        "Brier score of this method alone.");
            }
        }
    }
}
