package dev.diptych.report.html;

import dev.diptych.report.html.MetricDescription.Better;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Descriptions of the metrics over rankings, whose names contain the number of first results.
final class RankingDescriptions {

    private static final Pattern RANKING = Pattern.compile(
            "(retrieval|relevance)\\.(text_to_image|image_to_text)\\.(ndcg|map|mrr|precision|recall|r_precision|r|queries|candidates)(\\d*)");
    private static final Pattern CLASSES = Pattern.compile("(zero_shot|linear_probe)\\.(queries|candidates)");

    private RankingDescriptions() {}

    /// The description of a metric over rankings, or of a number of queries or candidates; null for
    /// any other name.
    static @Nullable MetricDescription of(String name) {
        if (CLASSES.matcher(name).matches()) {
            return name.endsWith("queries")
                    ? count("Classified images", "Number of images that are classified.")
                    : count("Classes", "Number of classes to choose from.");
        }
        Matcher match = RANKING.matcher(name);
        if (!match.matches()) {
            return null;
        }
        String direction = match.group(2).equals("text_to_image") ? "text to image" : "image to text";
        String k = match.group(4);
        String first = "the first " + k + " results";
        return switch (match.group(3)) {
            case "ndcg" ->
                higher(
                        "nDCG@" + k + ", " + direction,
                        "",
                        "Normalised discounted cumulative gain of " + first
                                + ": 1 if the most relevant candidates come first. Linear gain, discount log2(position + 1).");
            case "map" ->
                higher(
                        (k.isEmpty() ? "MAP, " : "MAP@" + k + ", ") + direction,
                        "",
                        "Mean over the queries of the average precision"
                                + (k.isEmpty() ? " over the complete ranking." : " of " + first + "."));
            case "mrr" ->
                higher("MRR, " + direction, "", "Mean over the queries of 1 / position of the first relevant result.");
            case "precision" ->
                higher("Precision@" + k + ", " + direction, "%", "Share of " + first + " that is relevant.");
            case "recall" ->
                higher(
                        "Recall of all relevant, first " + k + ", " + direction,
                        "%",
                        "Share of the relevant candidates that is among " + first + ".");
            case "r_precision" ->
                higher(
                        "R-precision, " + direction,
                        "%",
                        "Share of relevant results among the first R, for a query with R relevant candidates.");
            case "r" ->
                higher(
                        "R@" + k + ", " + direction,
                        "%",
                        "Percentage of queries with a relevant candidate among " + first + ".");
            case "queries" -> count("Queries, " + direction, "Number of queries.");
            default -> count("Candidates, " + direction, "Number of candidates that are ranked for each query.");
        };
    }

    private static MetricDescription higher(String label, String unit, String explanation) {
        return new MetricDescription(label, unit, Better.HIGHER, explanation);
    }

    private static MetricDescription count(String label, String explanation) {
        return new MetricDescription(label, "", Better.NEITHER, explanation);
    }
}
