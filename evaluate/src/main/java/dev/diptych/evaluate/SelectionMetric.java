package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The metric that selects the best model of a run.
///
/// @param name its dotted name in `metrics.json`
public record SelectionMetric(String name) {

    /// The name of the default metric.
    public static final String DEFAULT = "retrieval.text_to_image.r1";
    private static final List<String> NAMES = names();

    /// Last words of the names of metrics for which smaller is better.
    private static final Set<String> SMALLER_IS_BETTER =
            Set.of("median_rank", "alignment", "uniformity", "modality_gap", "cyclic_in_modal", "cyclic_cross_modal");

    /// Whether larger is better.
    public boolean largerIsBetter() {
        return !SMALLER_IS_BETTER.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /// Whether `value` is better than `best`; NaN never is, and any other value is better than NaN.
    public boolean better(double value, double best) {
        if (Double.isNaN(value) || Double.isNaN(best)) {
            return !Double.isNaN(value);
        }
        return largerIsBetter() ? value > best : value < best;
    }

    /// The metric of a name among those that start with one of `prefixes`, such as `retrieval.`.
    ///
    /// @param option name of the option, for messages
    /// @throws InvalidInputException when there is none
    public static SelectionMetric of(String option, String name, List<String> prefixes) {
        List<String> known = NAMES.stream()
                .filter(each -> prefixes.stream().anyMatch(each::startsWith))
                .toList();
        if (!known.contains(name)) {
            throw new InvalidInputException(
                    "unknown %s %s; expected one of %s".formatted(option, name, String.join(", ", known)));
        }
        return new SelectionMetric(name);
    }

    /// The names of all metrics that can select a model.
    public static List<String> known() {
        return NAMES;
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (String direction : List.of("text_to_image", "image_to_text")) {
            for (String measure : List.of("r1", "r5", "r10", "median_rank")) {
                names.add("retrieval." + direction + "." + measure);
            }
        }
        names.addAll(List.of(
                "consistency.alignment",
                "consistency.uniformity",
                "consistency.modality_gap",
                "consistency.cyclic_in_modal",
                "consistency.cyclic_cross_modal",
                "matching.accuracy",
                "matching.auc",
                "compositional.attribute",
                "compositional.relation",
                "compositional.overall"));
        return List.copyOf(names);
    }
}
