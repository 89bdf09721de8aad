package dev.diptych.evaluate;

import dev.diptych.base.InvalidInputException;
import dev.diptych.base.internal.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The metric that selects the best model of a run.
///
/// @param name its dotted name in `metrics.json`
public record SelectionMetric(String name) {

    /// The name of the default metric.
    public static final String DEFAULT = "retrieval.text_to_image.r1";
    private static final List<String> NAMES = names();
    private static final Pattern RECALL = Pattern.compile("(.*[._ /-])?r(?:ecall)?[@_. -]?(?:at[_ -]?)?(\\d+)");

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
            throw new InvalidInputException("unknown %s %s; %s".formatted(option, name, advice(name, known)));
        }
        return new SelectionMetric(name);
    }

    /// The names of all metrics that can select a model.
    public static List<String> known() {
        return NAMES;
    }

    /// What to write instead of an unknown name: the most similar one, or all.
    ///
    /// @param known the permitted names
    public static String advice(String name, List<String> known) {
        return nearest(name, known)
                .map("did you mean \"%s\"?"::formatted)
                .orElseGet(() -> "expected one of " + String.join(", ", known));
    }

    // Many users know R@K as recall@K, recall_at_K or RK, without a direction.
    private static Optional<String> nearest(String name, List<String> known) {
        Matcher recall = RECALL.matcher(name.toLowerCase(Locale.ROOT));
        if (recall.matches()) {
            String direction =
                    recall.group(1) != null && recall.group(1).contains("i2t") ? "image_to_text" : "text_to_image";
            String meant = "retrieval." + direction + ".r" + recall.group(2);
            if (known.contains(meant)) {
                return Optional.of(meant);
            }
        }
        String last = name.substring(name.lastIndexOf('.') + 1);
        return NearestWord.of(name, known)
                .or(() ->
                        known.stream().filter(each -> each.endsWith("." + last)).findFirst());
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
