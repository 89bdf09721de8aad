package dev.diptych.report.html;

import java.util.Map;

/// The measures of the suites that `evaluate` has beyond those of a training run.
final class SuiteMetrics {

    private SuiteMetrics() {}

    static void put(Map<String, MetricDescription> known) {
        stability(known);
        classes(known, "zero_shot", "by the names of the classes alone");
        classes(known, "linear_probe", "by a linear classifier on frozen features");
        MetricDescription.neither(
                known,
                "linear_probe.l2",
                "Strength of the probe",
                "",
                "Penalty on the classifier's weights, chosen on validation images; scikit-learn's C is 1 over it.");
        counts(known);
        judgements(known, "judgements.", "the mean of people's scores");
        judgements(known, "judgements.pooled.", "every single score");
        MetricDescription.neither(known, "judgements.pairs", "Judged pairs", "", "Pairs that people gave scores to.");
        calibration(known);
        nearness(known);
        MetricDescription.neither(
                known, "guard.start", "Guard at the start", "", "The guard's first figure, of the starting model.");
        MetricDescription.higher(
                known, "guard.kept", "Guard kept", "%", "How much of the starting model's figure the best model has.");
    }

    private static void nearness(Map<String, MetricDescription> known) {
        String sentence = "Mean cosine between the embedding of %s and the starting model's: 1 is where it started.";
        MetricDescription.higher(
                known, "embeddings.cosine", "Nearness to the start", "", sentence.formatted("an image or text"));
        MetricDescription.higher(
                known, "embeddings.image_cosine", "Nearness of images", "", sentence.formatted("an image"));
        MetricDescription.higher(
                known, "embeddings.text_cosine", "Nearness of texts", "", sentence.formatted("a text"));
    }

    private static void stability(Map<String, MetricDescription> known) {
        MetricDescription.higher(
                known,
                "consistency.neighbour_agreement",
                "Neighbours in common",
                "%",
                "Of the ten images nearest to an image, how many have a caption among the ten nearest to its caption.");
        MetricDescription.higher(
                known,
                "consistency.paraphrase_stability",
                "Stable under paraphrase",
                "%",
                "Of the ten images found by a caption, how many another caption of the same image finds too.");
        MetricDescription.higher(
                known,
                "consistency.flip_stability",
                "Stable under mirroring",
                "%",
                "Of the ten captions found by an image, how many its mirror image finds too.");
    }

    private static void classes(Map<String, MetricDescription> known, String suite, String how) {
        MetricDescription.higher(
                known,
                suite + ".top1",
                "Right class",
                "%",
                "How often an image is given its class %s. A tie is wrong.".formatted(how));
        MetricDescription.higher(
                known,
                suite + ".top5",
                "Right class among five",
                "%",
                "How often the class of an image is among the best five, %s.".formatted(how));
        MetricDescription.higher(
                known,
                suite + ".mean_per_class_recall",
                "Mean recall of a class",
                "%",
                "The share of each class's images that are given it, averaged over the classes.");
    }

    private static void counts(Map<String, MetricDescription> known) {
        MetricDescription.neither(
                known, "linear_probe.training_images", "Images learned from", "", "Of the probe, validation included.");
        MetricDescription.neither(
                known, "linear_probe.test_images", "Images measured on", "", "None of them was learned from.");
        MetricDescription.neither(
                known,
                "calibration.fitted_pairs",
                "Pairs that were fitted",
                "",
                "Half of them belong together; of one half of the images.");
        MetricDescription.neither(
                known, "calibration.unseen_pairs", "Pairs measured on", "", "Of the other half of the images.");
    }

    private static void judgements(Map<String, MetricDescription> known, String prefix, String with) {
        String sentence = "Whether pairs stand in the order that %s gives them: 1 is the same order, 0 none.";
        MetricDescription.higher(known, prefix + "spearman", "Spearman's correlation", "", sentence.formatted(with));
        MetricDescription.higher(known, prefix + "kendall_tau_b", "Kendall's τ-b", "", sentence.formatted(with));
        MetricDescription.higher(known, prefix + "kendall_tau_c", "Kendall's τ-c", "", sentence.formatted(with));
    }

    private static void calibration(Map<String, MetricDescription> known) {
        MetricDescription.lower(
                known,
                "calibration.ece",
                "Expected calibration error",
                "How far probabilities are, on average, from how often such pairs belong together. 0 is honest.");
        MetricDescription.lower(
                known,
                "calibration.brier",
                "Brier score",
                "Mean squared error of the probability. 0 is certain and right, 0.25 is always one half.");
        MetricDescription.neither(
                known,
                "calibration.wanted_precision",
                "Wanted precision",
                "%",
                "The share of pairs above the threshold that should belong together.");
        MetricDescription.neither(
                known,
                "calibration.threshold",
                "Threshold",
                "",
                "The lowest cosine from which on pairs have the wanted precision, found on other pairs.");
        MetricDescription.neither(
                known,
                "calibration.precision",
                "Precision at the threshold",
                "%",
                "The share of unseen pairs above the threshold that belong together. It should be the wanted one.");
        MetricDescription.higher(
                known,
                "calibration.recall",
                "Recall at the threshold",
                "%",
                "The share of the unseen pairs that belong together which are above the threshold.");
        for (String score : new String[] {"cosine", "cosine_and_matching"}) {
            for (String method : new String[] {"platt", "isotonic"}) {
                String by = (method.equals("platt") ? "sigmoid" : "steps") + " on "
                        + (score.equals("cosine") ? "the cosine" : "cosine and matching head");
                MetricDescription.lower(
                        known,
                        "calibration." + score + "." + method + "_ece",
                        "Calibration error, " + by,
                        "The same error by this way alone.");
                MetricDescription.lower(
                        known,
                        "calibration." + score + "." + method + "_brier",
                        "Brier score, " + by,
                        "The same score by this way alone.");
            }
        }
    }
}
